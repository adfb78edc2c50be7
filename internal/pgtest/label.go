package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lib/pq"
)

// labels is a module of the server that takes security labels, of any text, for two providers. No package of PostgreSQL
// has one that works without more than PostgreSQL. It needs no headers of the server: what they would give it is here.
// https://www.postgresql.org/docs/current/xfunc-c.html#XFUNC-C-DYNLOAD
const labels = `
typedef struct {
	int len;
#if MAJOR >= 18
	struct { int version, funcmaxargs, indexmaxkeys, namedatalen, float8byval; char abi_extra[32]; } abi_fields;
	const char *name, *module_version;
#else
	int version, funcmaxargs, indexmaxkeys, namedatalen;
#if MAJOR < 13
	int float4byval;
#endif
	int float8byval;
#if MAJOR >= 15
	char abi_extra[32];
#endif
#endif
} magic;

const magic *Pg_magic_func(void)
{
#if MAJOR >= 18
	static const magic m = {sizeof(magic), {MAJOR * 100, 100, 32, 64, 1, "PostgreSQL"}, 0, 0};
#elif MAJOR >= 15
	static const magic m = {sizeof(magic), MAJOR * 100, 100, 32, 64, 1, "PostgreSQL"};
#elif MAJOR >= 13
	static const magic m = {sizeof(magic), MAJOR * 100, 100, 32, 64, 1};
#else
	static const magic m = {sizeof(magic), MAJOR * 100, 100, 32, 64, 1, 1};
#endif
	return &m;
}

extern void register_label_provider(const char *provider, void (*hook)(const void *object, const char *label));

static void take(const void *object, const char *label) {}

void _PG_init(void)
{
	register_label_provider("dummy", take);
	register_label_provider("Other one", take);
}
`

// LabelProviders gives a server, by the URL of one of its databases, the security label providers "dummy" and "Other one",
// which sessions have that begin from now on.
func LabelProviders(t testing.TB, server string) {
	t.Helper()
	labelled.Lock()
	defer labelled.Unlock()
	if labelled.servers[server] {
		return
	}
	err := buildLabels(Major(t))
	if err == nil {
		err = execute(server, "ALTER SYSTEM SET session_preload_libraries = "+pq.QuoteLiteral(labelled.module))
	}
	if err == nil {
		err = execute(server, "SELECT pg_reload_conf(), pg_sleep(0.2)")
	}
	if err != nil {
		t.Fatalf("giving the server of the tests a security label provider: %v", err)
	}
	labelled.servers[server] = true
}

// labelled remembers the module, and the servers that have it.
var labelled = struct {
	sync.Mutex
	module  string
	servers map[string]bool
}{servers: map[string]bool{}}

func buildLabels(major int) error {
	if labelled.module != "" {
		return nil
	}
	// The server loads it from there for as long as it runs.
	dir, err := os.MkdirTemp("", "schemactl_labels")
	if err != nil {
		return err
	}
	atExit = append(atExit, func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	module := filepath.Join(dir, "labels.so")
	cc := exec.Command("cc", "-shared", "-fPIC", fmt.Sprintf("-DMAJOR=%d", major), "-o", module, "-x", "c", "-")
	cc.Stdin = strings.NewReader(labels)
	if out, err := cc.CombinedOutput(); err != nil {
		return fmt.Errorf("building it, which takes a C compiler: %w: %s", err, out)
	}
	labelled.module = module
	return nil
}
