package schema

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"sync"
)

// A Digest is what a schema is known by: the Hash of every object with its
// address, by which they are sorted. The objects are those of the split form.
type Digest []Sum

// A Sum is the hash of an object.
type Sum struct{ Name, Hash string }

func compareSums(a, b Sum) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Hash, b.Hash))
}

func sameName(a, b Sum) bool { return a.Name == b.Name }

// DigestOf makes the digest of a schema, on all processors.
func DigestOf(s *Schema) Digest {
	objects := splitList(s)
	if HasAny[*Provided](s) {
		// All that there is of these are privileges.
		objects = slices.DeleteFunc(slices.Clone(objects), func(o Object) bool { return o.Ref().Kind == KindProvided })
	}
	d := make(Digest, len(objects))
	var wait sync.WaitGroup
	const share = 4096 // of the objects for each goroutine
	for start := 0; start < len(objects); start += share {
		wait.Go(func() {
			for i := start; i < min(start+share, len(objects)); i++ {
				d[i] = sumOf(objects[i])
			}
		})
	}
	wait.Wait()
	slices.SortFunc(d, compareSums)
	// Names with dots in them can make two addresses one.
	return slices.CompactFunc(d, sameName)
}

// Sums gives the Hash of every object by its address, those of the split form.
func Sums(s *Schema) map[string]string { return DigestOf(s).Sums() }

// Sums gives the hashes by their addresses.
func (d Digest) Sums() map[string]string {
	sums := make(map[string]string, len(d))
	for _, s := range d {
		sums[s.Name] = s.Hash
	}
	return sums
}

// Fingerprint is the fingerprint of the digest that the sums are of.
func Fingerprint(sums map[string]string) string {
	d := make(Digest, 0, len(sums))
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		d = append(d, Sum{name, sums[name]})
	}
	return d.Fingerprint()
}

// Fingerprint is a digest of the whole schema, independent of the order of its
// objects.
func (d Digest) Fingerprint() string {
	h := sha256.New()
	var line []byte
	for _, s := range d {
		line = appendText(appendText(line[:0], s.Name), s.Hash)
		h.Write(line)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Replace gives the digest of the schema with a part of it replaced by another.
func (d Digest) Replace(before, after *Schema) Digest {
	gone := Sums(before)
	rest := make(Digest, 0, len(d))
	for _, s := range d {
		if _, ok := gone[s.Name]; !ok {
			rest = append(rest, s)
		}
	}
	rest = append(rest, DigestOf(after)...)
	slices.SortStableFunc(rest, compareSums)
	return slices.CompactFunc(rest, sameName)
}
