schema "public" {}

table "t" {
  schema = schema.public
  partition {
    type    = RANGE
    columns = [column.a]
  }
  column "a" {
    type = integer
    null = false
  }
  primary_key "k" {
    columns = [column.a]
  }
  index "i" {
    columns     = [column.a]
    attached_to = "j" # ERROR: Unknown index
  }
}

partition "p" {
  schema = schema.public
  of     = table.t
  from   = 1
  to     = 3
  primary_key "n" {
    columns     = [column.a]
    attached_to = "k"
  }
  unique "u" {
    columns     = [column.a]
    attached_to = "l" # ERROR: Unknown index
  }
  index "i_of_p" {
    columns     = [column.a]
    attached_to = "j" # ERROR: Unknown index
  }
}
