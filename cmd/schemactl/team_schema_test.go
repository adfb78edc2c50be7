package main

import "fmt"

// What the edits of the team are made of. The comments are places where lines are put in, far enough from each other for
// git to merge them.

func columnText(name, typ, more string) string {
	if more != "" {
		more = "    " + more + "\n"
	}
	return fmt.Sprintf("  column %q {\n    type = %s\n%s  }\n", name, typ, more)
}

func indexText(name, column string) string {
	return fmt.Sprintf("  index %q {\n    columns = [column.%s]\n  }\n", name, column)
}

func uniqueText(name, column string) string {
	return fmt.Sprintf("  unique %q {\n    columns = [column.%s]\n  }\n", name, column)
}

func viewText(name, sql string) string {
	return fmt.Sprintf("view %q {\n  as = %q\n}\n", name, sql)
}

const teamSchema = `schema "public" {
}

enum "state" {
  schema = schema.public
  values = ["new", "sent"]
}

table "customers" {
  schema = schema.public
  column "id" {
    type = bigint
  }
  column "name" {
    type = text
  }
  column "email" {
    type = text
    null = true
  }
  # of customers

  primary_key {
    columns = [column.id]
  }
  # indexes of customers
}

table "orders" {
  schema = schema.public
  column "id" {
    type = bigint
  }
  column "customer_id" {
    type = bigint
  }
  column "total" {
    type = integer
  }
  column "state" {
    type    = enum.state
    default = "new"
  }
  # of orders

  primary_key {
    columns = [column.id]
  }
  foreign_key "orders_customer_id_fkey" {
    columns     = [column.customer_id]
    ref_columns = [table.customers.column.id]
  }
  # checks of orders
}

# more tables

# of functions

# of views
`

const invoicesTable = `table "invoices" {
  schema = schema.public
  column "id" {
    type = bigint
  }
  column "order_id" {
    type = bigint
  }
  column "number" {
    type = integer
  }
  # of invoices

  primary_key {
    columns = [column.id]
  }
  foreign_key "invoices_order_id_fkey" {
    columns     = [column.order_id]
    ref_columns = [table.orders.column.id]
  }
  # indexes of invoices
}

`

const tagsTable = `table "tags" {
  schema = schema.public
  column "name" {
    type = text
  }
  primary_key {
    columns = [column.name]
  }
}

`

const touchFunction = `function "touch" {
  lang   = PLpgSQL
  return = trigger
  as     = "BEGIN RETURN NEW; END"
}

`

const summaryView = `materialized "summary" {
  as = "SELECT state, count(*) AS n FROM orders GROUP BY state"
}
`
