package schema

// TurnAround returns from, the former state of an object, with what to says of
// former names of fields told the other way round; nil where it says
// nothing of that.
func TurnAround(from, to Object) Object {
	if c, ok := to.(*Composite); ok {
		return turnComposite(from.(*Composite), c)
	}
	return nil
}

func turnComposite(from, to *Composite) Object {
	former := map[string]string{}
	for _, f := range to.Fields {
		if f.RenamedFrom != "" {
			former[f.RenamedFrom] = f.Name
		}
	}
	if len(former) == 0 {
		return nil
	}
	c := *from
	c.Fields = append([]Field{}, from.Fields...)
	for i := range c.Fields {
		c.Fields[i].RenamedFrom = former[c.Fields[i].Name]
	}
	return &c
}
