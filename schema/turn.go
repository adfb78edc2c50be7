package schema

// TurnAround returns from, the former state of an object, with what to says of
// former names of values and fields told the other way round; nil where it says
// nothing of that.
func TurnAround(from, to Object) Object {
	switch to := to.(type) {
	case *Enum:
		return turnEnum(from.(*Enum), to)
	case *Composite:
		return turnComposite(from.(*Composite), to)
	}
	return nil
}

func turnEnum(from, to *Enum) Object {
	if len(to.RenamedValues) == 0 {
		return nil
	}
	c := *from
	c.RenamedValues = make(map[string]string, len(to.RenamedValues))
	for old, now := range to.RenamedValues {
		c.RenamedValues[now] = old
	}
	return &c
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
