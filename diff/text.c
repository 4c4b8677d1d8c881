/* Lines and words that differ between two compiled texts; the
 * comparison is libgit2's. */
#include "diff/diff_priv.h"

#include <git2.h>

typedef PL_VEC(pl_diff_line) line_list;
typedef PL_VEC(pl_diff_hunk) hunk_list;

static git_patch *patch_of(pl_str a, pl_str b, uint32_t context) {
    git_patch *patch = NULL;
    git_diff_options options;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.context_lines = context;
    options.flags = GIT_DIFF_FORCE_TEXT;
    if (git_patch_from_buffers(&patch, a.at, a.len, "a", b.at, b.len, "b", &options)) {
        return NULL;
    }
    return patch;
}

/* ---- words of a line */

typedef PL_VEC(uint32_t) ends_list; /* where each word of a line ends */

static int class_of(char c) {
    bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
    return word ? 1 : c == ' ' || c == '\t' ? 2 : 0;
}

/* A word a line, so that lines can be compared. */
static pl_str word_lines(pl_str line, pl_arena *a, ends_list *ends) {
    pl_buf to = {0};
    for (uint32_t i = 0; i < line.len;) {
        uint32_t hi = i + 1;
        int class = class_of(line.at[i]);
        while (class && hi < line.len && class_of(line.at[hi]) == class) {
            hi++;
        }
        pl_buf_str(&to, pl_str_sub(line, i, hi));
        pl_buf_char(&to, '\n');
        PL_PUSH(a, ends, hi);
        i = hi;
    }
    pl_str text = pl_buf_take(&to, a);
    pl_buf_free(&to);
    return text;
}

typedef PL_VEC(pl_word_change) change_list;

static void add_word(change_list *to, pl_arena *a, const ends_list *ends, int number) {
    uint32_t i = (uint32_t)number - 1;
    uint32_t lo = i ? ends->at[i - 1] : 0;
    if (to->len && to->at[to->len - 1].hi == lo) {
        to->at[to->len - 1].hi = ends->at[i];
    } else {
        PL_PUSH(a, to, ((pl_word_change){lo, ends->at[i]}));
    }
}

static void compare_lines(pl_diff_line *gone, pl_diff_line *new, pl_arena *a) {
    ends_list left = {0}, right = {0};
    change_list out = {0}, in = {0};
    pl_str x = word_lines(gone->text, a, &left), y = word_lines(new->text, a, &right);
    git_patch *patch = patch_of(x, y, 0);
    size_t hunks = patch ? git_patch_num_hunks(patch) : 0;
    for (size_t h = 0; h < hunks; h++) {
        int lines = git_patch_num_lines_in_hunk(patch, h);
        for (size_t i = 0; i < (size_t)lines; i++) {
            const git_diff_line *l;
            if (git_patch_get_line_in_hunk(&l, patch, h, i)) {
                continue;
            }
            if (l->origin == GIT_DIFF_LINE_DELETION) {
                add_word(&out, a, &left, l->old_lineno);
            } else if (l->origin == GIT_DIFF_LINE_ADDITION) {
                add_word(&in, a, &right, l->new_lineno);
            }
        }
    }
    git_patch_free(patch);
    gone->words = out.at;
    gone->word_len = out.len;
    new->words = in.at;
    new->word_len = in.len;
}

/* In a run of lines that went and lines that came, the first goes with the first. */
static void pair_lines(line_list *lines, pl_arena *a) {
    for (uint32_t i = 0; i < lines->len;) {
        uint32_t gone = i;
        while (i < lines->len && lines->at[i].kind == PL_LINE_GONE) {
            i++;
        }
        uint32_t new = i;
        while (i < lines->len && lines->at[i].kind == PL_LINE_NEW) {
            i++;
        }
        for (uint32_t k = 0; gone + k < new &&new + k < i; k++) {
            compare_lines(&lines->at[gone + k], &lines->at[new + k], a);
        }
        i += i == gone;
    }
}

/* ---- hunks */

static pl_str without_end(const git_diff_line *l, pl_arena *a) {
    uint32_t len = (uint32_t)l->content_len;
    while (len && (l->content[len - 1] == '\n' || l->content[len - 1] == '\r')) {
        len--;
    }
    return pl_str_copy(a, (pl_str){l->content, len});
}

static bool take_line(const git_diff_line *l, pl_arena *a, pl_diff_line *out) {
    *out = (pl_diff_line){
        .a_line = l->old_lineno > 0 ? (uint32_t)l->old_lineno : 0,
        .b_line = l->new_lineno > 0 ? (uint32_t)l->new_lineno : 0,
    };
    switch (l->origin) {
    case GIT_DIFF_LINE_CONTEXT:
        out->kind = PL_LINE_SAME;
        break;
    case GIT_DIFF_LINE_ADDITION:
        out->kind = PL_LINE_NEW;
        break;
    case GIT_DIFF_LINE_DELETION:
        out->kind = PL_LINE_GONE;
        break;
    default: /* "no newline at end of file" */
        return false;
    }
    out->text = without_end(l, a);
    return true;
}

static pl_diff_hunk take_hunk(git_patch *patch, size_t number, pl_arena *a) {
    const git_diff_hunk *h = NULL;
    size_t count = 0;
    line_list lines = {0};
    git_patch_get_hunk(&h, &count, patch, number);
    for (size_t i = 0; i < count; i++) {
        const git_diff_line *l;
        pl_diff_line line;
        if (!git_patch_get_line_in_hunk(&l, patch, number, i) &&
            take_line(l, a, &line)) {
            PL_PUSH(a, &lines, line);
        }
    }
    pair_lines(&lines, a);
    return (pl_diff_hunk){
        .a_start = (uint32_t)h->old_start,
        .a_len = (uint32_t)h->old_lines,
        .b_start = (uint32_t)h->new_start,
        .b_len = (uint32_t)h->new_lines,
        .at = lines.at,
        .len = lines.len,
    };
}

/* ---- the texts */

static pl_str shown_as(const pl_side_node *b, pl_str id, pl_str otherwise) {
    for (uint32_t i = 0; b && i < b->mark_len; i++) {
        if (pl_str_eq(b->marks[i].unique_id, id)) {
            return pl_str_sub(b->sql, b->marks[i].lo, b->marks[i].hi);
        }
    }
    return otherwise;
}

static pl_str in_terms_of(const pl_side_node *a, const pl_side_node *b, pl_arena *to) {
    pl_buf text = {0};
    uint32_t at = 0;
    for (uint32_t i = 0; i < a->mark_len; i++) {
        const pl_id_mark *m = &a->marks[i];
        pl_buf_str(&text, pl_str_sub(a->sql, at, m->lo));
        pl_buf_str(&text, shown_as(b, m->unique_id, pl_str_sub(a->sql, m->lo, m->hi)));
        at = m->hi;
    }
    pl_buf_str(&text, pl_str_sub(a->sql, at, a->sql.len));
    pl_str s = pl_buf_take(&text, to);
    pl_buf_free(&text);
    return s;
}

pl_text_diff pl_text_compare(pl_str a, pl_str b, uint32_t context, pl_arena *to) {
    hunk_list hunks = {0};
    git_patch *patch = patch_of(a, b, context);
    size_t count = patch ? git_patch_num_hunks(patch) : 0;
    for (size_t i = 0; i < count; i++) {
        PL_PUSH(to, &hunks, take_hunk(patch, i, to));
    }
    git_patch_free(patch);
    return (pl_text_diff){a, b, hunks.at, hunks.len};
}

pl_str pl_diff_text_of_a(const pl_diff *d, const pl_diff_node *n, pl_arena *a) {
    if (!n->a || !n->a->has_sql) {
        return PL_S("");
    }
    return d->same_place ? n->a->sql : in_terms_of(n->a, n->b, a);
}

void pl_diff_texts_begin(void) {
    git_libgit2_init();
}

void pl_diff_texts_end(void) {
    git_libgit2_shutdown();
}
