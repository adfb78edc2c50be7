schema "public" {}

table "of_none" {
  schema   = schema.public
  inherits = [table.with_check]
  check "parents" {
    not_valid = false
  }
  check "nobodys" { # ERROR: Missing required attribute
    comment = "lost"
  }
}
table "with_check" {
  schema = schema.public
  column "a" { type = integer }
  check "parents" {
    expr      = "a > 0"
    not_valid = true
  }
  check "own" { # ERROR: Missing required attribute
    not_valid = true
  }
}
