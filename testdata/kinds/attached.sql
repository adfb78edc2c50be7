CREATE TABLE public.parted (a integer NOT NULL, b integer NOT NULL, c integer) PARTITION BY LIST (a);
CREATE TABLE public.part (b integer NOT NULL, a integer NOT NULL, c integer);
CREATE INDEX one ON public.parted (b);
CREATE INDEX of_one ON public.part (b);
CREATE INDEX free ON public.part (c);
ALTER TABLE public.parted ADD CONSTRAINT left_key UNIQUE (a, b);
ALTER TABLE public.part ADD CONSTRAINT of_left UNIQUE (a, b);
ALTER TABLE public.part ADD CONSTRAINT free_key UNIQUE (a, c);
ALTER TABLE public.parted ATTACH PARTITION public.part FOR VALUES IN (1, 2);

CREATE TABLE public.keyed (a integer, b integer, CONSTRAINT keyed_key PRIMARY KEY (a, b)) PARTITION BY LIST (a);
CREATE TABLE public.keyed_part (a integer NOT NULL, b integer NOT NULL, CONSTRAINT "Its own" PRIMARY KEY (a, b));
ALTER TABLE public.keyed ATTACH PARTITION public.keyed_part FOR VALUES IN (1, 2);
CREATE TABLE public.bare (a integer NOT NULL, b integer NOT NULL) PARTITION BY LIST (a);
CREATE TABLE public.bare_part PARTITION OF public.bare (CONSTRAINT bare_own PRIMARY KEY (a, b)) FOR VALUES IN (1, 2);
INSERT INTO public.parted VALUES (1, 1, 1), (2, 2, NULL);
INSERT INTO public.keyed VALUES (1, 1), (2, 2);
INSERT INTO public.bare VALUES (1, 1), (2, 2);

CREATE TABLE public.waiting (a integer NOT NULL, b integer NOT NULL) PARTITION BY LIST (a);
CREATE TABLE public.waiting_1 PARTITION OF public.waiting FOR VALUES IN (1);
INSERT INTO public.waiting VALUES (1, 1), (1, 2);
ALTER TABLE ONLY public.waiting ADD CONSTRAINT waiting_pkey PRIMARY KEY (a, b), ADD CONSTRAINT waiting_key UNIQUE (b, a);
