package migrate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// checkpointFolder is where checkpoints are, within the directory.
const checkpointFolder = "checkpoints"

// A Checkpoint is the schema that the migrations up to a version lead to, as one file of SQL. It stands for them where
// they were verified before.
type Checkpoint struct {
	Version string
	SQL     string
}

func (d *Dir) checkpointPath(version string) string {
	return filepath.Join(d.Path, checkpointFolder, version+".sql")
}

// prefix is a digest of the up files up to a version: a checkpoint holds for those alone.
func (d *Dir) prefix(version string) string {
	var b strings.Builder
	for _, m := range d.Migrations {
		if compareVersions(m.Version, version) > 0 {
			break
		}
		fmt.Fprintf(&b, "%s %s\n", m.FileName(), m.Sum)
	}
	return checksum(b.String())
}

const checkpointMark = "-- checkpoint of "

// WriteCheckpoint writes the checkpoint of a version, and gives its path.
func (d *Dir) WriteCheckpoint(c Checkpoint) (string, error) {
	path := d.checkpointPath(c.Version)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("writing checkpoint: %w", err)
	}
	if err := write(path, checkpointMark+d.prefix(c.Version)+"\n\n"+c.SQL); err != nil {
		return "", fmt.Errorf("writing checkpoint: %w", err)
	}
	return path, nil
}

// ReadCheckpoint reads the checkpoint of a version; "latest" is the newest there is.
func (d *Dir) ReadCheckpoint(version string) (Checkpoint, error) {
	c, err := d.readCheckpoint(version)
	if err != nil {
		return c, fmt.Errorf("reading checkpoint: %w", err)
	}
	return c, nil
}

func (d *Dir) readCheckpoint(version string) (Checkpoint, error) {
	if version == "latest" {
		var err error
		if version, err = d.latestCheckpoint(); err != nil {
			return Checkpoint{}, err
		}
	}
	m, ok := d.Find(version)
	if !ok {
		return Checkpoint{}, fmt.Errorf("%s has no version %s: see schemactl status", d.Path, version)
	}
	path := d.checkpointPath(m.Version)
	text, err := readText(d.fsys, checkpointFolder+"/"+m.Version+".sql", path)
	if errors.Is(err, fs.ErrNotExist) {
		return Checkpoint{}, fmt.Errorf("there is no %s: schemactl verify --checkpoint writes one of the newest migration", path)
	}
	if err != nil {
		return Checkpoint{}, err
	}
	first, sql, _ := strings.Cut(text, "\n")
	if first != checkpointMark+d.prefix(m.Version) {
		return Checkpoint{}, fmt.Errorf("%s was made of other migrations than those up to %s are now: remove it, and make it anew with schemactl verify --checkpoint", path, m.Version)
	}
	return Checkpoint{Version: m.Version, SQL: sql}, nil
}

func (d *Dir) latestCheckpoint() (string, error) {
	entries, err := os.ReadDir(filepath.Join(d.Path, checkpointFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var versions []string
	for _, e := range entries {
		if v, ok := strings.CutSuffix(e.Name(), ".sql"); ok && strings.Trim(v, "0123456789") == "" {
			versions = append(versions, v)
		}
	}
	if len(versions) == 0 {
		return "", errors.New("there is none yet: schemactl verify --checkpoint writes one of the newest migration")
	}
	return slices.MaxFunc(versions, compareVersions), nil
}
