CREATE SCHEMA words;
CREATE TEXT SEARCH PARSER public.mine (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
COMMENT ON TEXT SEARCH PARSER public.mine IS 'it''s "parser"';
CREATE TEXT SEARCH PARSER words."Odd ""P" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

CREATE TEXT SEARCH TEMPLATE public.mine (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE public.mine IS 'template';
CREATE TEXT SEARCH TEMPLATE words.plain (LEXIZE = dispell_lexize);

CREATE TEXT SEARCH DICTIONARY public.mine (TEMPLATE = public.mine, STOPWORDS = english, ACCEPT = false);
COMMENT ON TEXT SEARCH DICTIONARY public.mine IS 'dictionary';
CREATE TEXT SEARCH DICTIONARY words.stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY words."Odd ""D" (TEMPLATE = simple);

CREATE TEXT SEARCH CONFIGURATION public.mine (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciiword, word WITH public.mine, words.stem;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR url, host WITH simple;
COMMENT ON TEXT SEARCH CONFIGURATION public.mine IS 'configuration';
CREATE TEXT SEARCH CONFIGURATION words.own (PARSER = public.mine);
ALTER TEXT SEARCH CONFIGURATION words.own ADD MAPPING FOR asciiword WITH english_stem;
CREATE TEXT SEARCH CONFIGURATION words.empty (PARSER = words."Odd ""P");

CREATE TABLE public.t (id integer PRIMARY KEY, body text, v tsvector GENERATED ALWAYS AS (to_tsvector('words.own'::regconfig, body)) STORED);
CREATE INDEX t_body ON public.t USING gin (to_tsvector('public.mine'::regconfig, body));
INSERT INTO public.t VALUES (1, 'some words here'), (2, NULL);
