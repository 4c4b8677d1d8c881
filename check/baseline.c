/* Baselines: findings that were there when somebody decided to
 * look at new ones only. */
#include <errno.h>

#include "check/check.h"

enum { VERSION = 1 };

/* ---- reading */

static bool fault(pl_check *c, pl_span span, pl_str path, const char *what) {
    pl_diag *d = pl_diag_addf(c->sink, PL_E0702, span, "%.*s is no baseline: %s",
                              PL_FMT(path), what);
    d->help = PL_S("`plumb check --write-baseline --baseline FILE` writes one");
    return false;
}

/* Its entries, by fingerprint. */
static bool index_entries(pl_check *c, const pl_yaml *list, pl_str path, pl_map *out) {
    for (uint32_t i = 0; i < list->count; i++) {
        const pl_yaml *entry = list->as.items[i];
        const pl_yaml *fingerprint = pl_yaml_get(entry, "fingerprint");
        if (!pl_yaml_is_str(fingerprint) ||
            !pl_yaml_is_str(pl_yaml_get(entry, "rule"))) {
            return fault(c, pl_yaml_span(entry), path,
                         "an entry has a fingerprint and a rule");
        }
        pl_map_put(out, c->arena, pl_str_from(fingerprint->scalar),
                   (void *)(uintptr_t)entry);
    }
    return true;
}

static bool read_entries(pl_check *c, pl_str path, pl_map *out) {
    const pl_source *src;
    const pl_yaml *root = NULL;
    pl_tree *files = pl_tree_dir(c->arena, PL_S(""));
    uint32_t first = c->sink->len;
    pl_read_result r = pl_yaml_read(files, path, false, c->arena, c->sink, &src, &root);
    for (; first < c->sink->len; first++) {
        c->sink->at[first].dbt_text = PL_S(""); /* dbt does not read this file */
    }
    if (r != PL_READ_OK) {
        return r == PL_READ_FAILED
                   ? false
                   : fault(c, (pl_span){0}, path, "there is no such file");
    }
    const pl_yaml *version = pl_yaml_get(root, "version");
    const pl_yaml *list = pl_yaml_get(root, "findings");
    if (!pl_yaml_is(list, PL_YAML_SEQ)) {
        return fault(c, root ? pl_yaml_span(root) : (pl_span){src, 0, 0}, path,
                     "it has no list of findings");
    }
    if (!pl_yaml_is(version, PL_YAML_SCALAR) || version->scalar.kind != PL_INT ||
        version->scalar.as.i != VERSION) {
        return fault(c, version ? pl_yaml_span(version) : pl_yaml_span(root), path,
                     "its version is not 1");
    }
    return index_entries(c, list, path, out);
}

/* What is no longer found was mended: the baseline should say less. */
static void report_stale(pl_check *c, pl_str path, const pl_map *entries,
                         const pl_map *met) {
    const pl_yaml *first = NULL;
    uint32_t stale = 0;
    for (uint32_t i = 0; i < entries->len; i++) {
        if (!pl_map_has(met, entries->at[i].key)) {
            first = first ? first : entries->at[i].value;
            stale++;
        }
    }
    if (stale) {
        pl_diag *d =
            pl_diag_addf(c->sink, PL_W0703, pl_yaml_span(pl_yaml_get(first, "rule")),
                         "%u of %u findings in %.*s %s found no more", stale,
                         entries->len, PL_FMT(path), stale == 1 ? "is" : "are");
        d->help = PL_S("`plumb check --write-baseline` with this file takes them out");
    }
}

bool pl_baseline_apply(pl_check *c, pl_str path) {
    pl_map entries = {0}, met = {0};
    if (!read_entries(c, path, &entries)) {
        return false;
    }
    for (uint32_t i = 0; i < c->findings.len; i++) {
        pl_finding *f = &c->findings.at[i];
        if (pl_map_has(&entries, f->fingerprint)) {
            pl_map_put(&met, c->arena, f->fingerprint, f);
            f->suppressed = f->suppressed.len ? f->suppressed : PL_S("baseline");
        }
    }
    if (c->whole) {
        report_stale(c, path, &entries, &met);
    }
    return true;
}

/* ---- writing */

static void put_member(pl_buf *to, const char *key, pl_str value) {
    pl_buf_fmt(to, "\"%s\": ", key);
    pl_buf_json(to, value);
}

static void put_entry(pl_buf *to, const pl_finding *f) {
    PL_BUF_LIT(to, "{");
    put_member(to, "fingerprint", f->fingerprint);
    PL_BUF_LIT(to, ", ");
    put_member(to, "rule", pl_str_of(f->kind->id));
    PL_BUF_LIT(to, ", ");
    put_member(to, "path", f->path);
    PL_BUF_LIT(to, ", ");
    put_member(to, "message", f->message);
    PL_BUF_LIT(to, "}");
}

bool pl_baseline_write(const pl_check *c, pl_str path) {
    pl_buf text = {0};
    uint32_t written = 0;
    pl_buf_fmt(&text, "{\"version\": %d, \"findings\": [", VERSION);
    for (uint32_t i = 0; i < c->findings.len; i++) {
        if (!c->findings.at[i].suppressed.len) {
            pl_buf_str(&text, written++ ? PL_S(",\n  ") : PL_S("\n  "));
            put_entry(&text, &c->findings.at[i]);
        }
    }
    PL_BUF_LIT(&text, "\n]}\n");
    bool ok = pl_write_file(path, pl_buf_view(&text));
    if (!ok) {
        pl_diag_addf(c->sink, PL_E0801, (pl_span){0}, "%.*s: %s", PL_FMT(path),
                     strerror(errno));
    }
    pl_buf_free(&text);
    return ok;
}
