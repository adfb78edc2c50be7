-- schemactl:parent 20261121124047
-- schemactl:from sqlite:b9f5318124f46caa1380f0c28781050a
-- schemactl:to sqlite:bff3e2b39da016d4bbf55e4f3aa2aeec

ALTER TABLE issues ADD COLUMN priority smallint NOT NULL DEFAULT 3 CONSTRAINT issues_priority_range CHECK (priority BETWEEN 1 AND 5);

ALTER TABLE issues ADD COLUMN due_on date;

CREATE TABLE labels (
    id integer PRIMARY KEY AUTOINCREMENT,
    project_id bigint NOT NULL,
    name varchar(40) NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    CONSTRAINT labels_project_id_name_key UNIQUE (project_id, name),
    CONSTRAINT labels_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);

CREATE TABLE issue_labels (
    issue_id bigint NOT NULL,
    label_id bigint NOT NULL,
    PRIMARY KEY (issue_id, label_id),
    CONSTRAINT issue_labels_issue_id_fkey FOREIGN KEY (issue_id) REFERENCES issues (id) ON DELETE CASCADE,
    CONSTRAINT issue_labels_label_id_fkey FOREIGN KEY (label_id) REFERENCES labels (id) ON DELETE CASCADE
);

CREATE INDEX issue_labels_label_id_idx ON issue_labels (label_id);

CREATE VIEW open_issues AS
SELECT p.key AS project, i.number, i.title, i.priority, a.name AS assignee, i.due_on
  FROM issues AS i
  JOIN projects AS p ON p.id = i.project_id
  LEFT JOIN accounts AS a ON a.id = i.assignee_id
 WHERE i.status <> 'closed';
