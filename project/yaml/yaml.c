/* libyaml's events to a tree of pl_yaml. The only file that
 * includes libyaml's parser. */
#include "project/yaml/yaml.h"

#include <yaml.h>

#include "project/yaml/quick.h"
#include "support/map.h"
#include "support/utf8.h"
#include "support/vec.h"

typedef struct anchor {
    const pl_yaml *node;
    uint64_t weight; /* nodes below, aliases expanded */
    pl_span span;
    bool finished;
} anchor;

typedef enum special { SPECIAL_NONE, SPECIAL_SET, SPECIAL_PAIRS } special;

/* An open collection. */
typedef struct frame {
    pl_yaml *node;
    anchor *anchor; /* NULL: it has none */
    uint32_t first; /* its first child in `children` */
    uint64_t weight;
    uint16_t depth;
    special special;
} frame;

typedef struct builder {
    yaml_parser_t parser;
    const pl_source *src;
    pl_arena *arena;
    pl_arena scratch; /* gone with the builder */
    pl_yaml_fault fault;
    PL_VEC(const pl_yaml *) children;
    PL_VEC(frame) frames;
    pl_map anchors;
    uint64_t weight; /* nodes made or merged, aliases expanded */
    const pl_yaml *root;
    uint32_t documents;
    bool ascii;
    uint32_t mark_chars; /* a place known in characters ... */
    uint32_t mark_bytes; /* ... and in bytes */
} builder;

/* ---- places: libyaml counts characters */

static uint32_t byte_of(builder *b, size_t chars) {
    pl_str text = b->src->text;
    if (b->ascii) {
        return chars < text.len ? (uint32_t)chars : text.len;
    }
    while (b->mark_chars < chars && b->mark_bytes < text.len) {
        pl_utf8_next(text, &b->mark_bytes);
        b->mark_chars++;
    }
    while (b->mark_chars > chars && b->mark_bytes > 0) {
        b->mark_bytes = pl_utf8_prev(text, b->mark_bytes);
        b->mark_chars--;
    }
    return b->mark_bytes;
}

static pl_span span_of(builder *b, yaml_mark_t lo, yaml_mark_t hi) {
    uint32_t from = byte_of(b, lo.index);
    uint32_t to = byte_of(b, hi.index);
    return (pl_span){b->src, from, to < from ? from : to};
}

static bool fail_at(builder *b, pl_span context_at, const char *context, pl_span at,
                    pl_str problem) {
    b->fault.context = context ? pl_str_of(context) : (pl_str){0};
    b->fault.context_at = context_at;
    b->fault.problem = problem;
    b->fault.at = at;
    return false;
}

static bool fail(builder *b, pl_span at, pl_str problem) {
    return fail_at(b, (pl_span){0}, NULL, at, problem);
}

/* ---- nodes */

static pl_yaml *node_new(builder *b, pl_yaml_kind kind, pl_span span) {
    pl_yaml *y = PL_NEW(b->arena, pl_yaml);
    y->kind = (uint8_t)kind;
    y->src = span.src;
    y->lo = span.lo;
    y->hi = span.hi;
    return y;
}

/* Make `text` outlive its event: the source's own bytes where it
 * stands there verbatim. */
static pl_str keep_text(builder *b, pl_str text, pl_span span) {
    pl_str whole = pl_str_sub(b->src->text, span.lo, span.hi);
    if (pl_str_eq(whole, text)) {
        return whole;
    }
    if (whole.len == text.len + 2 && memcmp(whole.at + 1, text.at, text.len) == 0) {
        return (pl_str){whole.at + 1, text.len};
    }
    return pl_str_copy(b->arena, text);
}

static bool unknown_tag(builder *b, const yaml_char_t *tag, pl_span span) {
    return fail(b, span,
                pl_str_fmt(b->arena,
                           "could not determine a constructor for the tag '%s'",
                           (const char *)tag));
}

static bool wrong_kind(builder *b, const char *wanted, const char *found,
                       pl_span span) {
    return fail(
        b, span,
        pl_str_fmt(b->arena, "expected a %s node, but found %s", wanted, found));
}

/* ---- attaching a finished node to what is open */

static bool at_key(const builder *b) {
    const frame *top = &b->frames.at[b->frames.len - 1];
    return top->node->kind == PL_YAML_MAP && (b->children.len - top->first) % 2 == 0;
}

static bool check_hashable(builder *b, const pl_yaml *key, const frame *in) {
    if (key->kind < PL_YAML_SEQ) {
        return true;
    }
    return fail_at(b, pl_yaml_span(in->node), "while constructing a mapping",
                   pl_yaml_span(key), PL_S("found unhashable key"));
}

static bool attach(builder *b, const pl_yaml *y, uint64_t weight) {
    b->weight += weight;
    if (b->weight > PL_YAML_NODE_LIMIT) {
        return fail(b, pl_yaml_span(y),
                    PL_S("the document grows too large when its aliases are expanded"));
    }
    if (!b->frames.len) {
        b->root = y;
        return true;
    }
    frame *top = &b->frames.at[b->frames.len - 1];
    if (at_key(b)) {
        if (!check_hashable(b, y, top)) {
            return false;
        }
    } else if (y->flags & (PL_YAML_VALUE_KEY | PL_YAML_MERGE_KEY)) {
        const char *tag =
            y->flags & PL_YAML_VALUE_KEY ? PL_YAML_ORG "value" : PL_YAML_ORG "merge";
        return unknown_tag(b, (const yaml_char_t *)tag, pl_yaml_span(y));
    }
    if (y->depth + 1 > top->depth) {
        top->depth = (uint16_t)(y->depth + 1);
    }
    top->weight += weight;
    PL_PUSH(&b->scratch, &b->children, y);
    return true;
}

static bool add_anchor(builder *b, const yaml_char_t *name, pl_yaml *node,
                       anchor **out) {
    *out = NULL;
    if (!name) {
        return true;
    }
    pl_str key = pl_str_copy(&b->scratch, pl_str_of((const char *)name));
    anchor **slot = (anchor **)pl_map_slot(&b->anchors, &b->scratch, key);
    if (*slot) {
        return fail_at(b, (*slot)->span, "found duplicate anchor; first occurrence",
                       pl_yaml_span(node), PL_S("second occurrence"));
    }
    *slot = *out = PL_NEW(&b->scratch, anchor);
    (*out)->node = node;
    node->flags |= PL_YAML_SHARED;
    (*out)->span = pl_yaml_span(node);
    return true;
}

static bool on_alias(builder *b, const yaml_event_t *e) {
    pl_span span = span_of(b, e->start_mark, e->end_mark);
    pl_str name = pl_str_of((const char *)e->data.alias.anchor);
    anchor *an = pl_map_get(&b->anchors, name);
    if (!an) {
        return fail(b, span, PL_S("found undefined alias"));
    }
    if (!an->finished) {
        return fail(b, span, PL_S("found unconstructable recursive node"));
    }
    if (an->node->depth + b->frames.len > PL_YAML_DEPTH) {
        return fail(b, span, PL_S("the document is nested too deeply"));
    }
    return attach(b, an->node, an->weight);
}

static bool on_scalar(builder *b, const yaml_event_t *e) {
    const yaml_char_t *tag = e->data.scalar.tag;
    pl_span span = span_of(b, e->start_mark, e->end_mark);
    pl_yaml *y = node_new(b, PL_YAML_SCALAR, span);
    pl_yaml_tag means = PL_TAG_STR;
    pl_str text = keep_text(
        b,
        (pl_str){(const char *)e->data.scalar.value, (uint32_t)e->data.scalar.length},
        span);
    if (e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
        y->flags = PL_YAML_PLAIN;
    }
    if (!tag || pl_yaml_tag_is_default((const char *)tag)) {
        means = e->data.scalar.plain_implicit ? pl_yaml_implicit(text) : PL_TAG_STR;
    } else if (pl_yaml_tag_is((const char *)tag, "map") ||
               pl_yaml_tag_is((const char *)tag, "set")) {
        return wrong_kind(b, "mapping", "scalar", span);
    } else if (pl_yaml_tag_is((const char *)tag, "seq")) {
        return wrong_kind(b, "sequence", "scalar", span);
    } else if (!pl_yaml_tag_find((const char *)tag, &means)) {
        return unknown_tag(b, tag, span);
    }
    y->flags |= means == PL_TAG_MERGE   ? PL_YAML_MERGE_KEY
                : means == PL_TAG_VALUE ? PL_YAML_VALUE_KEY
                                        : 0;
    pl_str why;
    anchor *an;
    if (!pl_yaml_construct(y, means, text, b->arena, &why)) {
        return fail(b, span, why);
    }
    if (!add_anchor(b, e->data.scalar.anchor, y, &an)) {
        return false;
    }
    if (an) {
        an->finished = true;
        an->weight = 1;
    }
    return attach(b, y, 1);
}

static bool open_frame(builder *b, pl_yaml *y, const yaml_char_t *anchor_name,
                       special sp) {
    frame f = {.node = y, .first = b->children.len, .weight = 1, .special = sp};
    if (b->frames.len >= PL_YAML_DEPTH) {
        return fail(b, pl_yaml_span(y), PL_S("the document is nested too deeply"));
    }
    if (!add_anchor(b, anchor_name, y, &f.anchor)) {
        return false;
    }
    PL_PUSH(&b->scratch, &b->frames, f);
    return true;
}

static bool on_sequence(builder *b, const yaml_event_t *e) {
    const yaml_char_t *tag = e->data.sequence_start.tag;
    pl_span span = span_of(b, e->start_mark, e->end_mark);
    pl_yaml *y = node_new(b, PL_YAML_SEQ, span);
    pl_yaml_tag scalar;
    special sp = SPECIAL_NONE;
    if (e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE) {
        y->flags |= PL_YAML_FLOW;
    }
    if (tag && !pl_yaml_tag_is_default((const char *)tag) &&
        !pl_yaml_tag_is((const char *)tag, "seq")) {
        if (pl_yaml_tag_is((const char *)tag, "omap") ||
            pl_yaml_tag_is((const char *)tag, "pairs")) {
            sp = SPECIAL_PAIRS;
        } else if (pl_yaml_tag_find((const char *)tag, &scalar)) {
            return wrong_kind(b, "scalar", "sequence", span);
        } else if (pl_yaml_tag_is((const char *)tag, "map") ||
                   pl_yaml_tag_is((const char *)tag, "set")) {
            return wrong_kind(b, "mapping", "sequence", span);
        } else {
            return unknown_tag(b, tag, span);
        }
    }
    return open_frame(b, y, e->data.sequence_start.anchor, sp);
}

static bool on_mapping(builder *b, const yaml_event_t *e) {
    const yaml_char_t *tag = e->data.mapping_start.tag;
    pl_span span = span_of(b, e->start_mark, e->end_mark);
    pl_yaml *y = node_new(b, PL_YAML_MAP, span);
    pl_yaml_tag scalar;
    special sp = SPECIAL_NONE;
    if (e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE) {
        y->flags |= PL_YAML_FLOW;
    }
    if (tag && !pl_yaml_tag_is_default((const char *)tag) &&
        !pl_yaml_tag_is((const char *)tag, "map")) {
        if (pl_yaml_tag_is((const char *)tag, "set")) {
            sp = SPECIAL_SET;
        } else if (pl_yaml_tag_find((const char *)tag, &scalar)) {
            return wrong_kind(b, "scalar", "mapping", span);
        } else if (pl_yaml_tag_is((const char *)tag, "seq")) {
            return wrong_kind(b, "sequence", "mapping", span);
        } else {
            return unknown_tag(b, tag, span);
        }
    }
    return open_frame(b, y, e->data.mapping_start.anchor, sp);
}

/* ---- closing a sequence */

static bool make_pairs(builder *b, const pl_yaml **items, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const pl_yaml *item = items[i];
        if (item->kind != PL_YAML_MAP || item->count != 1) {
            return fail(b, pl_yaml_span(item), PL_S("expected a mapping of length 1"));
        }
        pl_yaml *pair = node_new(b, PL_YAML_SEQ, pl_yaml_span(item));
        pair->as.items = PL_NEW_ARRAY(b->arena, const pl_yaml *, 2);
        pair->as.items[0] = item->as.entries[0].key;
        pair->as.items[1] = item->as.entries[0].value;
        pair->count = 2;
        pair->depth = item->depth;
        items[i] = pair;
    }
    return true;
}

static bool close_sequence(builder *b, frame *f) {
    uint32_t count = b->children.len - f->first;
    const pl_yaml **items = PL_NEW_ARRAY(b->arena, const pl_yaml *, count);
    if (count) {
        memcpy(items, b->children.at + f->first, count * sizeof *items);
    }
    if (f->special == SPECIAL_PAIRS && !make_pairs(b, items, count)) {
        return false;
    }
    f->node->as.items = items;
    f->node->count = count;
    return true;
}

/* ---- closing a mapping */

static bool close_mapping(builder *b, frame *f) {
    pl_yaml_closing closing = {
        .node = f->node,
        .arena = b->arena,
        .scratch = &b->scratch,
        .most = PL_YAML_NODE_LIMIT - b->weight,
        .fault = &b->fault,
    };
    uint32_t count = b->children.len - f->first;
    if (!pl_yaml_close_map(&closing, count ? b->children.at + f->first : NULL, count)) {
        return false;
    }
    b->weight += closing.merged;
    f->weight += closing.merged;
    f->node->kind = f->special == SPECIAL_SET ? PL_YAML_SET : PL_YAML_MAP;
    return true;
}

static bool on_end(builder *b, const yaml_event_t *e) {
    frame f = b->frames.at[b->frames.len - 1];
    pl_yaml *y = f.node;
    if (y->flags & PL_YAML_FLOW) {
        y->hi = byte_of(b, e->end_mark.index);
    } else if (b->children.len > f.first) {
        const pl_yaml *last = b->children.at[b->children.len - 1];
        y->hi = last->hi > y->hi ? last->hi : y->hi;
    }
    y->depth = f.depth;
    if (y->kind == PL_YAML_SEQ ? !close_sequence(b, &f) : !close_mapping(b, &f)) {
        return false;
    }
    b->children.len = f.first;
    b->frames.len--;
    if (f.anchor) {
        f.anchor->finished = true;
        f.anchor->weight = f.weight;
    }
    b->weight -= f.weight - 1; /* attach counts them again */
    return attach(b, y, f.weight);
}

/* ---- events */

static bool on_document(builder *b, const yaml_event_t *e) {
    if (b->documents++ == 0) {
        return true;
    }
    return fail_at(b, b->root ? pl_yaml_span(b->root) : (pl_span){b->src, 0, 0},
                   "expected a single document in the stream",
                   span_of(b, e->start_mark, e->end_mark),
                   PL_S("but found another document"));
}

static bool on_event(builder *b, const yaml_event_t *e) {
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        return on_document(b, e);
    case YAML_ALIAS_EVENT:
        return on_alias(b, e);
    case YAML_SCALAR_EVENT:
        return on_scalar(b, e);
    case YAML_SEQUENCE_START_EVENT:
        return on_sequence(b, e);
    case YAML_MAPPING_START_EVENT:
        return on_mapping(b, e);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_end(b, e);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return true;
    }
    return true;
}

static pl_span point(builder *b, yaml_mark_t mark) {
    uint32_t at = byte_of(b, mark.index);
    return (pl_span){b->src, at, at};
}

static bool parser_fault(builder *b) {
    const yaml_parser_t *p = &b->parser;
    if (p->error == YAML_READER_ERROR) {
        uint32_t at = (uint32_t)p->problem_offset;
        b->fault.unmarked = pl_str_fmt(
            b->arena,
            "unacceptable character #x%04x: %s\n  in \"<unicode string>\", position %u",
            (unsigned)p->problem_value, p->problem, at);
        return fail(b, (pl_span){b->src, at, at},
                    pl_str_fmt(b->arena, "%s (U+%04X)", p->problem,
                               (unsigned)p->problem_value));
    }
    if (p->error == YAML_MEMORY_ERROR) {
        pl_out_of_memory();
    }
    b->fault.line = (uint32_t)p->problem_mark.line + 1;
    b->fault.column = (uint32_t)p->problem_mark.column + 1;
    pl_span context_at = p->context ? point(b, p->context_mark) : (pl_span){0};
    return fail_at(b, context_at, p->context ? p->context : NULL,
                   point(b, p->problem_mark),
                   pl_str_copy(b->arena, pl_str_of(p->problem)));
}

static bool run(builder *b) {
    yaml_event_t event;
    bool more = true;
    while (more) {
        if (!yaml_parser_parse(&b->parser, &event)) {
            return parser_fault(b);
        }
        more = event.type != YAML_STREAM_END_EVENT;
        bool ok = on_event(b, &event);
        yaml_event_delete(&event);
        if (!ok) {
            return false;
        }
    }
    return true;
}

bool pl_yaml_build_slowly(const pl_source *src, pl_arena *a, const pl_yaml **out,
                          pl_yaml_fault *fault) {
    builder b = {.src = src, .arena = a, .ascii = pl_utf8_is_ascii(src->text)};
    *out = NULL;
    if (!yaml_parser_initialize(&b.parser)) {
        pl_out_of_memory();
    }
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)src->text.at,
                                 src->text.len);
    bool ok = run(&b);
    yaml_parser_delete(&b.parser);
    pl_arena_free(&b.scratch);
    if (ok) {
        *out = b.root;
    } else {
        *fault = b.fault;
    }
    return ok;
}

bool pl_yaml_build(const pl_source *src, pl_arena *a, const pl_yaml **out,
                   pl_yaml_fault *fault) {
    return pl_yaml_quick(src, a, out) || pl_yaml_build_slowly(src, a, out, fault);
}
