-- risk: data-loss: all rows of table comments are lost.
DROP TABLE comments;

-- risk: data-loss: all rows of table issues are lost.
DROP TABLE issues;

-- risk: data-loss: all rows of table projects are lost.
DROP TABLE projects;

-- risk: data-loss: all rows of table accounts are lost.
DROP TABLE accounts;
