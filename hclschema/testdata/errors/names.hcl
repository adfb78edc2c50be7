schema "public" {}
schema "public" {} # ERROR: Duplicate schema
tabel "x" {} # ERROR: Unsupported block
top = 1 # ERROR: Unsupported attribute
enum "status" {
  schema = schema.public
  values = ["a", "b", "a"] # ERROR: Duplicate value
}
table "users" {
  schema = schema.pubic # ERROR: Undefined reference
  column "never" {} # ERROR: Missing required attribute
}
table "orders" {
  schema = schema.public
  unloged = true # ERROR: Unsupported attribute
  column "id" { type = bigintt } # ERROR: Unknown type
  column "id" { type = bigint } # ERROR: Duplicate column
  column "a" { type = status } # ERROR: Unknown type
  column "b" { type = enum.stauts } # ERROR: Undefined reference
  column "c" { # ERROR: Missing required attribute
    null = true
  }
  column "d" {
    type    = text
    default = CURRENT_USER # ERROR: Invalid default
  }
  column { # ERROR: Wrong number of labels
    type = text
  }
  column "e" {
    type     = bigint
    identity = ALWAYS # ERROR: Unsupported attribute
  }
  primary_key { columns = [column.idd] } # ERROR: Undefined reference
  primary_key { columns = [column.a] } # ERROR: Duplicate primary key
  foreign_key "fk" {
    columns     = [column.a]
    ref_columns = [table.users.column.id] # ERROR: Undefined reference
    on_delete   = CASCAD # ERROR: Invalid value
  }
  index "i" {} # ERROR: Missing required attribute
  index "j" {
    on { column = column.zz } # ERROR: Undefined reference
    wher = "x" # ERROR: Unsupported attribute
  }
  check "k" { expr = "a" + 1 } # ERROR: Invalid operand
  columns "x" {} # ERROR: Unsupported block
}
trigger "t" { # ERROR: Missing event
  on = table.orders
  execute {
    function = function.nope # ERROR: Undefined reference
  }
}
view "v" {
  as         = "select ${var.nope}" # ERROR: Unsupported attribute
  depends_on = [table.nothing] # ERROR: Undefined reference
}
permission {
  for        = table.orders
  to         = app # ERROR: Invalid role
  privileges = [SELECTT] # ERROR: Invalid value
}
locals {
  a = local.b
  b = local.a # ERROR: Circular locals
}
table "two_keys" {
  column "a" { type = text }
  primary_key "one" { columns = [column.a] }
  primary_key "two" { columns = [column.a] } # ERROR: Duplicate primary key
}
table "nulls" {
  column "a" {
    type = text
    null = true
    not_null { # ERROR: Contradiction
      name = "a_there"
    }
  }
}
