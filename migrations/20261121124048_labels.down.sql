DROP VIEW open_issues;

-- risk: data-loss: all rows of table issue_labels are lost.
DROP TABLE issue_labels;

-- risk: data-loss: all rows of table labels are lost.
DROP TABLE labels;

-- rebuild table issues: ALTER TABLE cannot make this change
CREATE TABLE _schemactl_new_issues (
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
    CONSTRAINT issues_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES accounts (id) ON DELETE SET NULL,
    CONSTRAINT issues_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT issues_reporter_id_fkey FOREIGN KEY (reporter_id) REFERENCES accounts (id)
);

-- risk: rewrite: every row of issues is copied.
INSERT INTO _schemactl_new_issues (id, project_id, number, title, body, status, reporter_id, assignee_id, created_at)
SELECT id, project_id, number, title, body, status, reporter_id, assignee_id, created_at
FROM issues;

DELETE FROM sqlite_sequence WHERE name = '_schemactl_new_issues';

INSERT INTO sqlite_sequence (name, seq) SELECT '_schemactl_new_issues', seq FROM sqlite_sequence WHERE name = 'issues';

-- risk: data-loss: the values of column issues.priority are lost.
-- risk: data-loss: the values of column issues.due_on are lost.
DROP TABLE issues;

PRAGMA legacy_alter_table = ON;

ALTER TABLE _schemactl_new_issues RENAME TO issues;

PRAGMA legacy_alter_table = OFF;

CREATE INDEX issues_assignee_id_idx ON issues (assignee_id) WHERE status <> 'closed';
