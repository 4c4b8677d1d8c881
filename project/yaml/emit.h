/* project/yaml/emit.h: YAML text laid out as PyYAML's emitter lays it out: block style,
 * two columns an indent, lines folded beyond 80 columns, ASCII only. */
#ifndef PL_PROJECT_YAML_EMIT_H
#define PL_PROJECT_YAML_EMIT_H

#include "support/buf.h"

typedef struct pl_yaml_emit {
    pl_buf *to;
    pl_arena *scratch;
    uint32_t column;
    int indent;      /* -1: at the root */
    bool whitespace; /* the last character was a space or a line end */
    bool indention;  /* only indentation stands on the line so far */
    bool in_mapping; /* the node is a mapping's value or complex key */
    bool simple_key; /* the node is a key before ':' */
    bool root;
    bool open_ended; /* a plain scalar at the root, to be closed with "..." */
} pl_yaml_emit;

void pl_yaml_emit_start(pl_yaml_emit *e, pl_buf *to, pl_arena *scratch);
void pl_yaml_emit_end(pl_yaml_emit *e);

/* `plain`: the text means what it should when it stands without quotes. */
void pl_yaml_emit_scalar(pl_yaml_emit *e, pl_str text, bool plain);
/* "&id001", "*id001", "!!set", "[]", "{}": one word. */
void pl_yaml_emit_word(pl_yaml_emit *e, pl_str word);

/* A block collection: begin, then an item or a key before each node, then end with what
 * begin returned. */
typedef struct pl_yaml_emit_level {
    int indent;
} pl_yaml_emit_level;
pl_yaml_emit_level pl_yaml_emit_begin(pl_yaml_emit *e, bool sequence);
void pl_yaml_emit_item(pl_yaml_emit *e);
/* Before a key; `simple`: it fits before a ':' (see pl_yaml_emit_is_simple). */
void pl_yaml_emit_key(pl_yaml_emit *e, bool simple);
void pl_yaml_emit_value(pl_yaml_emit *e, bool simple);
void pl_yaml_emit_finish(pl_yaml_emit *e, pl_yaml_emit_level level);

/* Can a scalar be written as `key: value`? `tag_len` is the length of
 * its tag's short form. */
bool pl_yaml_emit_is_simple(pl_str text, uint32_t tag_len);

#endif
