/* Lineage for Graphviz: schemas are clusters, resource types shapes, ephemeral models
 * dashed; what only some environments have is drawn in the first one's colour. */
#include "graph/graph.h"
#include "support/visible.h"

typedef struct printer {
    const pl_graph *g;
    pl_buf *to;
} printer;

static pl_str shown(const printer *p, pl_str s) {
    const pl_graph *g = p->g;
    s = g->mask ? g->mask(g->mask_data, g->arena, s) : s;
    return pl_visible(g->arena, s, false);
}

/* A quoted name: `"` is its only escape, but a `\` before the end would take it. */
static void put_id(printer *p, pl_str id) {
    pl_str s = shown(p, id);
    pl_buf_char(p->to, '"');
    for (uint32_t i = 0; i < s.len; i++) {
        pl_buf_put(p->to, "\\", s.at[i] == '"' || s.at[i] == '\\');
        pl_buf_char(p->to, s.at[i] ? s.at[i] : ' ');
    }
    pl_buf_char(p->to, '"');
}

/* Text of a quoted label, where `\` begins an escape and `&` an entity. */
static void put_label_text(printer *p, pl_str text) {
    pl_str s = shown(p, text);
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '&') {
            PL_BUF_LIT(p->to, "&amp;");
        } else {
            pl_buf_put(p->to, "\\", c == '"' || c == '\\');
            pl_buf_char(p->to, (unsigned char)c < ' ' ? ' ' : c);
        }
    }
}

/* Text of a label in angle brackets, which is XML. */
static void put_xml(printer *p, pl_str text) {
    pl_str s = shown(p, text);
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        pl_buf_str(p->to, c == '&'                 ? PL_S("&amp;")
                          : c == '<'               ? PL_S("&lt;")
                          : c == '>'               ? PL_S("&gt;")
                          : c == '"'               ? PL_S("&quot;")
                          : (unsigned char)c < ' ' ? PL_S(" ")
                                                   : pl_str_sub(s, i, i + 1));
    }
}

/* ---- nodes */

static const char *shape_of(pl_resource type) {
    switch ((int)type) {
    case PL_RES_SOURCE:
        return "cylinder";
    case PL_RES_SEED:
        return "folder";
    case PL_RES_SNAPSHOT:
        return "box3d";
    case PL_RES_EXPOSURE:
        return "ellipse";
    case PL_RES_TEST:
    case PL_RES_UNIT_TEST:
        return "diamond";
    case PL_RES_ANALYSIS:
        return "note";
    case PL_RES_METRIC:
    case PL_RES_SEMANTIC_MODEL:
    case PL_RES_SAVED_QUERY:
        return "hexagon";
    default:
        return "box";
    }
}

/* "name", and where it is when it isn't everywhere. */
static void put_node_label(printer *p, const pl_graph_node *n, bool everywhere) {
    PL_BUF_LIT(p->to, " [label=\"");
    put_label_text(p, n->name);
    bool first = true;
    for (uint32_t e = 0; !everywhere && e < p->g->environment_len; e++) {
        if (n->at[e].node) {
            pl_buf_str(p->to, first ? PL_S("\\n") : PL_S(", "));
            put_label_text(p, p->g->environments[e]);
            first = false;
        }
    }
    PL_BUF_LIT(p->to, "\", tooltip=\"");
    put_label_text(p, n->unique_id);
    pl_buf_char(p->to, '"');
}

static uint32_t first_environment(const pl_graph *g, const pl_graph_node *n) {
    uint32_t e = 0;
    while (e + 1 < g->environment_len && !n->at[e].node) {
        e++;
    }
    return e;
}

static void put_node(printer *p, const pl_graph_node *n, const char *indent) {
    bool everywhere = pl_graph_is_everywhere(p->g, n);
    const char *shape = shape_of(n->type);
    pl_buf_fmt(p->to, "%s", indent);
    put_id(p, n->unique_id);
    put_node_label(p, n, everywhere);
    if (strcmp(shape, "box") != 0) {
        pl_buf_fmt(p->to, ", shape=%s, style=\"filled%s\"", shape,
                   pl_graph_is_ephemeral(p->g, n) ? ",dashed" : "");
    } else if (pl_graph_is_ephemeral(p->g, n)) {
        PL_BUF_LIT(p->to, ", style=\"rounded,filled,dashed\"");
    }
    if (!everywhere) {
        const char *color = pl_graph_color(first_environment(p->g, n));
        pl_buf_fmt(p->to, ", color=\"%s\", fontcolor=\"%s\", penwidth=1.6", color,
                   color);
    }
    PL_BUF_LIT(p->to, "];\n");
}

/* ---- clusters */

static void put_cluster_label(printer *p, const pl_graph_cluster *c) {
    uint32_t environment;
    pl_str schema;
    PL_BUF_LIT(p->to, "    label=<");
    for (uint32_t i = 0; pl_graph_cluster_line(p->g, c, i, &environment, &schema);
         i++) {
        if (environment == UINT32_MAX) {
            put_xml(p, schema);
            continue;
        }
        pl_buf_fmt(p->to, "<font color=\"%s\">", pl_graph_color(environment));
        put_xml(p, p->g->environments[environment]);
        PL_BUF_LIT(p->to, ": ");
        put_xml(p, schema);
        PL_BUF_LIT(p->to, "</font><br align=\"left\"/>");
    }
    PL_BUF_LIT(p->to, ">;\n");
}

static void put_nodes(printer *p, const pl_graph_cluster *c, const char *indent) {
    for (uint32_t i = 0; i < c->nodes.len; i++) {
        put_node(p, p->g->at[c->nodes.at[i]], indent);
    }
}

static void put_clusters(printer *p) {
    put_nodes(p, &p->g->nowhere, "  ");
    for (uint32_t i = 0; i < p->g->cluster_len; i++) {
        pl_buf_fmt(p->to, "  subgraph cluster_%u {\n", i);
        put_cluster_label(p, &p->g->clusters[i]);
        put_nodes(p, &p->g->clusters[i], "    ");
        PL_BUF_LIT(p->to, "  }\n");
    }
}

void pl_graph_print_dot(const pl_graph *g, pl_buf *to) {
    printer p = {g, to};
    PL_BUF_LIT(to,
               "digraph lineage {\n  rankdir=LR;\n  ranksep=0.9;\n"
               "  graph [fontname=\"Helvetica\", fontsize=11, fontcolor=\"#57606a\", "
               "color=\"#d0d7de\", style=\"rounded,filled\", bgcolor=\"white\", "
               "fillcolor=\"#f6f8fa\", labeljust=l];\n"
               "  node [fontname=\"Helvetica\", fontsize=11, shape=box, "
               "style=\"rounded,filled\", color=\"#57606a\", fillcolor=\"white\"];\n"
               "  edge [color=\"#8c959f\", arrowsize=0.7];\n");
    put_clusters(&p);
    for (uint32_t i = 0; i < g->len; i++) {
        for (uint32_t k = 0; k < g->at[i]->parents.len; k++) {
            PL_BUF_LIT(to, "  ");
            put_id(&p, g->at[g->at[i]->parents.at[k]]->unique_id);
            PL_BUF_LIT(to, " -> ");
            put_id(&p, g->at[i]->unique_id);
            PL_BUF_LIT(to, ";\n");
        }
    }
    PL_BUF_LIT(to, "}\n");
}
