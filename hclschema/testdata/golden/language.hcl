variable "owner" {
  type    = string
  default = "app_owner"
}
locals {
  greeting = "hello ${local.who}"
  who      = "world"
}
schema "public" { comment = "the usual one" }
schema "audit" {}
extension "pgcrypto" {
  schema  = schema.public
  version = "1.3"
}
collation "ci" {
  schema        = schema.public
  provider      = icu
  locale        = "und-u-ks-level2"
  deterministic = false
}
enum "status" {
  schema         = schema.public
  values         = ["new", "open", "it's closed"]
  renamed_values = { shut = "it's closed" }
}
domain "zip" {
  schema  = schema.public
  type    = text
  null    = true
  default = sql("'00000'::text")
  check "fmt" { expr = "VALUE ~ '^[0-9]{5}$'" }
}
composite "addr" {
  schema = schema.public
  field "city" { type = text }
  field "zip" { type = domain.zip }
}
range "tsr" {
  schema  = schema.public
  subtype = timestamptz
}
sequence "s" {
  schema       = schema.public
  type         = bigint
  start        = 1
  increment    = 1
  min_value    = -9223372036854775808
  max_value    = 9223372036854775807
  cache        = 1
  cycle        = false
  owner_column = table.public.orders.column.id
}
table "users" {
  schema = schema.public
  owner  = var.owner
  column "id" { type = serial }
  column "Odd Name" { type = varchar(40) }
  primary_key { columns = [column.id] }
  unique "u" { columns = [column["Odd Name"]] }
}
table "orders" {
  schema = schema.public
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
      start     = 10
    }
  }
  column "user_id" { type = int }
  column "total" {
    type    = numeric(12,2)
    default = 0.00
  }
  column "label" {
    type    = varchar(40)
    null    = true
    default = "it's ${local.greeting}"
    collate = "C"
    comment = "a label"
  }
  column "tags" { type = sql("TEXT[]") }
  column "more" { type = "int[]" }
  column "st" {
    type    = enum.status
    default = "new"
  }
  column "sts" { type = array(enum.status) }
  column "at" {
    type    = timestamptz(3)
    default = sql("now()")
  }
  column "name_l" {
    type = text
    as {
      expr = "lower(label)"
      type = STORED
    }
  }
  column "up" {
    type = text
    as   = "upper(label)"
  }
  column "x" {
    type        = text
    storage     = EXTERNAL
    compression = lz4
    statistics  = 500
  }
  column "dp" { type = double_precision }
  column "bv" { type = bit_varying(5) }
  primary_key "orders_key" {
    columns = [column.id]
    include = [column.total]
  }
  foreign_key "fk" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
    on_delete   = SET_NULL
    on_update   = NO_ACTION
    deferrable  = INITIALLY_DEFERRED
  }
  index "i" {
    unique         = true
    columns        = [column.label]
    where          = "total > 0"
    include        = [column.id]
    nulls_distinct = false
  }
  index "j" {
    type = GIN
    on {
      column = column.tags
      ops    = array_ops
    }
    on {
      expr       = "lower(label)"
      desc       = true
      nulls_last = true
      collate    = "C"
    }
    with = { fillfactor = 70 }
  }
  check "c" { expr = "total >= 0" }
  exclude "no_overlap" {
    type = GIST
    on {
      column = column.at
      op     = "&&"
    }
  }
  row_security {
    enabled  = true
    enforced = false
  }
  with             = { fillfactor = 80, autovacuum_enabled = false, "toast.autovacuum_enabled" = true }
  replica_identity = index.i
  cluster_on       = primary_key.orders_key
}
table "audit" "orders" {
  schema = schema.audit
  column "id" { type = bigint }
  column "up" {
    for_each = ["a", "b"]
    name     = "up_${each.value}"
    type     = text
  }
}
view "v" {
  schema       = schema.public
  as           = <<-SQL
    SELECT id,
      label
    FROM public.orders
    WHERE label <> '$${x}'
  SQL
  check_option = CASCADED
  depends_on   = [table.public.orders]
  security_barrier = true
  column "label" { comment = "output" }
}
materialized "m" {
  schema = schema.public
  as     = "SELECT 1 AS one"
  index "mi" { columns = [column.one] }
  depends_on = [view.v]
}
function "f" {
  schema     = schema.public
  lang       = PLpgSQL
  return     = trigger
  as         = <<-SQL

    BEGIN
      RETURN NEW;
    END
  SQL
  volatility = IMMUTABLE
  security   = DEFINER
  set        = { search_path = "public" }
}
function "g" {
  schema = schema.public
  lang   = SQL
  arg "v" {
    type    = int
    default = 1
  }
  arg { type = enum.status }
  return_table {
    column "a" { type = text }
  }
  as   = "SELECT 'x'"
  cost = 10
}
function "g" {
  schema = schema.public
  lang   = SQL
  arg "v" { type = text }
  return = text
  as     = "SELECT v"
}
procedure "p" {
  schema = schema.public
  lang   = SQL
  as     = "SELECT 1"
}
function "plus" {
  schema = schema.public
  lang   = SQL
  arg { type = int }
  arg { type = int }
  return = int
  as     = "SELECT $1 + $2"
}
aggregate "a" {
  schema = schema.public
  arg { type = int }
  state_type = int
  state_func = function.plus
  init_value = "0"
}
trigger "tg" {
  on = table.public.orders
  before {
    insert    = true
    update_of = [table.public.orders.column.total]
  }
  foreach = ROW
  when    = "NEW.total > 0"
  execute {
    function = function.f
    args     = ["x"]
  }
}
event_trigger "e" {
  on      = ddl_command_end
  tags    = ["CREATE TABLE"]
  execute = function.f
}
policy "p" {
  on    = table.public.orders
  for   = SELECT
  to    = ["app", "web"]
  using = "true"
}
rule "r" {
  on      = table.users
  event   = INSERT
  instead = true
  do      = ["NOTIFY x"]
}
statistics "st" {
  on      = table.public.orders
  kinds   = [mcv, ndistinct]
  columns = [column.id, table.public.orders.column.total]
}
publication "pub" {
  table {
    table   = table.users
    columns = [column.id]
    where   = "id > 3"
  }
}
permission {
  for        = table.users
  to         = role.app
  privileges = [SELECT, INSERT]
  grantable  = true
}
permission {
  for        = function.f
  to         = PUBLIC
  privileges = [EXECUTE]
  revoke     = true
}
permission {
  for        = table.users
  columns    = [column.id]
  to         = ["app", "web"]
  privileges = [UPDATE]
}
