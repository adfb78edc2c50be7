-- schemactl:from sqlite:e3b0c44298fc1c149afbf4c8996fb924
-- schemactl:to sqlite:b9f5318124f46caa1380f0c28781050a

CREATE TABLE accounts (
    id integer PRIMARY KEY AUTOINCREMENT,
    email varchar(254) NOT NULL,
    name text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE UNIQUE INDEX accounts_email_key ON accounts (lower(email));

CREATE TABLE projects (
    id integer PRIMARY KEY AUTOINCREMENT,
    key varchar(10) NOT NULL,
    name text NOT NULL,
    owner_id bigint NOT NULL,
    CONSTRAINT projects_key_key UNIQUE (key),
    CONSTRAINT projects_key_upper CHECK (key = upper(key)),
    CONSTRAINT projects_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES accounts (id)
);

CREATE TABLE issues (
    id integer PRIMARY KEY AUTOINCREMENT,
    project_id bigint NOT NULL,
    number integer NOT NULL,
    title varchar(200) NOT NULL,
    body text NOT NULL DEFAULT '',
    status varchar(10) NOT NULL DEFAULT 'open',
    reporter_id bigint NOT NULL,
    assignee_id bigint,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT issues_project_id_number_key UNIQUE (project_id, number),
    CONSTRAINT issues_status_known CHECK (status IN ('open', 'started', 'closed')),
    CONSTRAINT issues_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT issues_reporter_id_fkey FOREIGN KEY (reporter_id) REFERENCES accounts (id),
    CONSTRAINT issues_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES accounts (id) ON DELETE SET NULL
);

CREATE INDEX issues_assignee_id_idx ON issues (assignee_id) WHERE status <> 'closed';

CREATE TABLE comments (
    id integer PRIMARY KEY AUTOINCREMENT,
    issue_id bigint NOT NULL,
    author_id bigint NOT NULL,
    body text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT comments_body_not_empty CHECK (length(body) > 0),
    CONSTRAINT comments_issue_id_fkey FOREIGN KEY (issue_id) REFERENCES issues (id) ON DELETE CASCADE,
    CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES accounts (id)
);

CREATE INDEX comments_issue_id_created_at_idx ON comments (issue_id, created_at);
