# The example, schema.hcl, as it was at its first migration.

table "accounts" {
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "email" {
    type = varchar(254)
  }
  column "name" {
    type = text
  }
  column "created_at" {
    type    = timestamp
    default = sql("CURRENT_TIMESTAMP")
  }
  primary_key {
    columns = [column.id]
  }
  index "accounts_email_key" {
    unique = true
    on {
      expr = "lower(email)"
    }
  }
}

table "projects" {
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "key" {
    type = varchar(10)
  }
  column "name" {
    type = text
  }
  column "owner_id" {
    type = bigint
  }
  primary_key {
    columns = [column.id]
  }
  unique "projects_key_key" {
    columns = [column.key]
  }
  check "projects_key_upper" {
    expr = "key = upper(key)"
  }
  foreign_key "projects_owner_id_fkey" {
    columns     = [column.owner_id]
    ref_columns = [table.accounts.column.id]
  }
}

table "issues" {
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "project_id" {
    type = bigint
  }
  column "number" {
    type = integer
  }
  column "title" {
    type = varchar(200)
  }
  column "body" {
    type    = text
    default = ""
  }
  column "status" {
    type    = varchar(10)
    default = "open"
  }
  column "reporter_id" {
    type = bigint
  }
  column "assignee_id" {
    type = bigint
    null = true
  }
  column "created_at" {
    type    = timestamp
    default = sql("CURRENT_TIMESTAMP")
  }
  primary_key {
    columns = [column.id]
  }
  unique "issues_project_id_number_key" {
    columns = [column.project_id, column.number]
  }
  check "issues_status_known" {
    expr = "status IN ('open', 'started', 'closed')"
  }
  foreign_key "issues_project_id_fkey" {
    columns     = [column.project_id]
    ref_columns = [table.projects.column.id]
    on_delete   = CASCADE
  }
  foreign_key "issues_reporter_id_fkey" {
    columns     = [column.reporter_id]
    ref_columns = [table.accounts.column.id]
  }
  foreign_key "issues_assignee_id_fkey" {
    columns     = [column.assignee_id]
    ref_columns = [table.accounts.column.id]
    on_delete   = SET_NULL
  }
  index "issues_assignee_id_idx" {
    columns = [column.assignee_id]
    where   = "status <> 'closed'"
  }
}

table "comments" {
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "issue_id" {
    type = bigint
  }
  column "author_id" {
    type = bigint
  }
  column "body" {
    type = text
  }
  column "created_at" {
    type    = timestamp
    default = sql("CURRENT_TIMESTAMP")
  }
  primary_key {
    columns = [column.id]
  }
  check "comments_body_not_empty" {
    expr = "length(body) > 0"
  }
  foreign_key "comments_issue_id_fkey" {
    columns     = [column.issue_id]
    ref_columns = [table.issues.column.id]
    on_delete   = CASCADE
  }
  foreign_key "comments_author_id_fkey" {
    columns     = [column.author_id]
    ref_columns = [table.accounts.column.id]
  }
  index "comments_issue_id_created_at_idx" {
    columns = [column.issue_id, column.created_at]
  }
}
