table "notes" {
  strict        = true
  without_rowid = true
  column "id" {
    type           = integer
    auto_increment = true
  }
  column "body" {
    null    = true
    collate = "NOCASE"
  }
  column "n" {
    type = "int unsigned"
    null = true
    as   = "length(body)"
  }
  column "made" {
    type    = datetime
    default = sql("CURRENT_TIMESTAMP")
  }
  primary_key { columns = [column.id] }
}
trigger "tg" {
  on = table.notes
  after {
    update = true
    delete = true
  }
  foreach = ROW
  as      = <<-SQL
    BEGIN
      DELETE FROM notes WHERE id < 0;
    END
  SQL
}
