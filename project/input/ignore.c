/* .dbtignore: gitignore patterns as Python's pathspec matches them. The last pattern
 * that matches a path decides, also below a folder that an earlier one excludes. */
#include "project/input/search.h"
#include "support/vec.h"

typedef struct pattern {
    pl_str *segments; /* between slashes; "**" stands for any number of them */
    uint32_t count;
    bool keeps; /* begins with '!' */
} pattern;

struct pl_ignore {
    pattern *at;
    uint32_t count;
};

typedef PL_VEC(pl_str) segment_list;

/* ---- reading */

static void split(pl_str text, segment_list *out, pl_arena *a) {
    uint32_t lo = 0;
    for (uint32_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.at[i] == '/') {
            PL_PUSH(a, out, pl_str_sub(text, lo, i));
            lo = i + 1;
        }
    }
}

static bool is_any(pl_str segment) {
    return PL_STR_IS(segment, "**");
}

static pl_str strip_line(pl_str line) {
    while (line.len && strchr(" \t\r", line.at[line.len - 1])) {
        if (line.len > 1 && line.at[line.len - 2] == '\\') {
            break;
        }
        line.len--;
    }
    return line;
}

/* Where the pattern is anchored: at the root when a slash stands before its end. */
static pattern anchored(const segment_list *list, pl_arena *a) {
    uint32_t skip = !list->at[0].len;
    bool any_level = !skip &&
                     (list->len == 1 || (list->len == 2 && !list->at[1].len)) &&
                     !is_any(list->at[0]);
    pattern p = {.segments = PL_NEW_ARRAY(a, pl_str, list->len + 1)};
    if (any_level) {
        p.segments[p.count++] = PL_S("**");
    }
    for (uint32_t i = skip; i < list->len; i++) {
        bool repeated =
            p.count && is_any(list->at[i]) && is_any(p.segments[p.count - 1]);
        if (!repeated) {
            p.segments[p.count++] = list->at[i];
        }
    }
    if (p.count && !p.segments[p.count - 1].len) {
        p.segments[p.count - 1] = PL_S("**");
    }
    return p;
}

static bool read_pattern(pl_str line, pl_arena *a, pattern *out) {
    segment_list list = {0};
    bool keeps = line.len && line.at[0] == '!';
    line = strip_line(line);
    if (!line.len || line.at[0] == '#' || PL_STR_IS(line, "/")) {
        return false;
    }
    line = keeps ? pl_str_sub(line, 1, line.len) : line;
    split(line, &list, a);
    *out = anchored(&list, a);
    out->keeps = keeps;
    return out->count > 0;
}

const pl_ignore *pl_ignore_parse(pl_str text, pl_arena *a) {
    PL_VEC(pattern) patterns = {0};
    uint32_t lo = 0;
    for (uint32_t i = 0; i <= text.len; i++) {
        pattern p;
        if (i < text.len && text.at[i] != '\n') {
            continue;
        }
        if (read_pattern(pl_str_sub(text, lo, i), a, &p)) {
            PL_PUSH(a, &patterns, p);
        }
        lo = i + 1;
    }
    pl_ignore *ig = PL_NEW(a, pl_ignore);
    *ig = (pl_ignore){patterns.at, patterns.len};
    return patterns.len ? ig : NULL;
}

bool pl_ignore_read(pl_tree *tree, pl_str root, pl_arena *a, pl_diag_sink *sink,
                    const pl_ignore **out) {
    pl_str text;
    pl_str path = pl_path_join(a, root, PL_S(".dbtignore"));
    pl_read_result read = tree->read(tree, path, a, &text);
    *out = read == PL_READ_OK ? pl_ignore_parse(text, a) : NULL;
    if (read == PL_READ_FAILED) {
        pl_diag_addf(sink, PL_E0801, (pl_span){NULL, 0, 0}, "%.*s: %.*s", PL_FMT(path),
                     PL_FMT(text));
    }
    return read != PL_READ_FAILED;
}

/* ---- matching one segment: * ? [set] \x */

/* Length of the set that opens at `i`, or 0 when it never closes. */
static uint32_t set_length(pl_str glob, uint32_t i) {
    uint32_t j = i + 1;
    if (j < glob.len && (glob.at[j] == '!' || glob.at[j] == '^')) {
        j++;
    }
    if (j < glob.len && glob.at[j] == ']') {
        j++;
    }
    while (j < glob.len && glob.at[j] != ']') {
        j++;
    }
    return j < glob.len ? j + 1 - i : 0;
}

static bool in_set(pl_str set, char c) {
    uint32_t i = 1;
    bool negated = set.at[1] == '!' || set.at[1] == '^';
    bool found = false;
    for (i += negated; i + 1 < set.len; i++) {
        bool range = i + 3 < set.len && set.at[i + 1] == '-';
        char hi = range ? set.at[i + 2] : set.at[i];
        found = found || (c >= set.at[i] && c <= hi);
        i += range ? 2 : 0;
    }
    return found != negated;
}

/* Does one character of the glob at `i` take `c`? *len is how long it is. */
static bool takes(pl_str glob, uint32_t i, char c, uint32_t *len) {
    *len = 1;
    if (glob.at[i] == '?') {
        return true;
    }
    if (glob.at[i] == '\\' && i + 1 < glob.len) {
        *len = 2;
        return glob.at[i + 1] == c;
    }
    uint32_t set = glob.at[i] == '[' ? set_length(glob, i) : 0;
    if (set) {
        *len = set;
        return in_set(pl_str_sub(glob, i, i + set), c);
    }
    return glob.at[i] == c;
}

static bool match_segment(pl_str glob, pl_str text) {
    uint32_t g = 0;
    uint32_t t = 0;
    uint32_t star = UINT32_MAX; /* behind the last '*', and the text it may grow from */
    uint32_t from = 0;
    if (PL_STR_IS(glob, "*")) {
        return text.len > 0;
    }
    while (t < text.len || (g < glob.len && glob.at[g] == '*')) {
        uint32_t len;
        if (g < glob.len && glob.at[g] == '*') {
            star = ++g;
            from = t;
        } else if (g < glob.len && takes(glob, g, text.at[t], &len)) {
            g += len;
            t++;
        } else if (star != UINT32_MAX && from < text.len) {
            g = star;
            t = ++from;
        } else {
            return false;
        }
    }
    return g == glob.len;
}

/* ---- matching a path; what lies below a matched folder matches too */

static bool match_pattern(const pattern *p, const segment_list *path) {
    uint32_t i = 0;
    uint32_t j = 0;
    uint32_t any = UINT32_MAX; /* behind the last "**", and the path it may grow from */
    uint32_t from = 0;
    while (i < p->count) {
        if (is_any(p->segments[i]) && i + 1 == p->count) {
            return j < path->len;
        }
        if (is_any(p->segments[i])) {
            any = ++i;
            from = j;
        } else if (j < path->len && match_segment(p->segments[i], path->at[j])) {
            i++;
            j++;
        } else if (any != UINT32_MAX && from < path->len) {
            i = any;
            j = ++from;
        } else {
            return false;
        }
    }
    return true;
}

bool pl_ignore_match(const pl_ignore *ig, pl_str path) {
    pl_arena scratch = {0};
    segment_list segments = {0};
    bool ignored = false;
    split(path, &segments, &scratch);
    for (uint32_t i = ig->count; i-- > 0;) {
        if (match_pattern(&ig->at[i], &segments)) {
            ignored = !ig->at[i].keeps;
            break;
        }
    }
    pl_arena_free(&scratch);
    return ignored;
}
