schema "public" {
}
schema "other" {
}
function "f" {
  schema = schema.public
  lang   = SQL
  arg {
    type = integer
  }
  return = integer
  as     = "SELECT $1"
}
operator "===" {
  schema       = schema.public
  right        = integer
  function     = "public.f(integer)"
  renamed_from = "=="       # ERROR: No renaming
}
operator "@@@" {
  schema       = schema.public
  right        = integer
  function     = "public.f(integer)"
  renamed_from = "other.@@@"
}
extension "citext" {
  renamed_from = "hstore"   # ERROR: No renaming
}
