/* Lineage as a Mermaid flowchart, which GitHub and GitLab draw in Markdown. */
#include "graph/graph.h"

#include <stdio.h>

#include "support/visible.h"

typedef struct printer {
    const pl_graph *g;
    pl_buf *to;
} printer;

/* Within quotes Mermaid has character references for escapes; anything that its
 * Markdown, HTML or comments could take for syntax is written as one. */
static void put_text(printer *p, pl_str text) {
    const pl_graph *g = p->g;
    pl_str s = g->mask ? g->mask(g->mask_data, g->arena, text) : text;
    s = pl_visible(g->arena, s, false);
    for (uint32_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        bool plain = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || strchr(" _.,:-+/()$@", c);
        if (c < ' ') {
            pl_buf_char(p->to, ' ');
        } else if (plain) {
            pl_buf_char(p->to, (char)c);
        } else {
            pl_buf_fmt(p->to, "#%u;", c);
        }
    }
}

/* What stands around the label of a shape. */
typedef struct brackets {
    const char *open, *close;
} brackets;

static brackets shape_of(pl_resource type) {
    switch ((int)type) {
    case PL_RES_SOURCE:
        return (brackets){"[(", ")]"};
    case PL_RES_SEED:
        return (brackets){"[/", "/]"};
    case PL_RES_SNAPSHOT:
        return (brackets){"[[", "]]"};
    case PL_RES_EXPOSURE:
        return (brackets){"([", "])"};
    case PL_RES_TEST:
    case PL_RES_UNIT_TEST:
        return (brackets){"{", "}"};
    case PL_RES_ANALYSIS:
        return (brackets){">", "]"};
    case PL_RES_METRIC:
    case PL_RES_SEMANTIC_MODEL:
    case PL_RES_SAVED_QUERY:
        return (brackets){"{{", "}}"};
    default:
        return (brackets){"[", "]"};
    }
}

/* ---- nodes */

static void put_node(printer *p, uint32_t number, const char *indent) {
    const pl_graph_node *n = p->g->at[number];
    brackets b = shape_of(n->type);
    pl_buf_fmt(p->to, "%sn%u%s\"", indent, number, b.open);
    put_text(p, n->name);
    bool everywhere = pl_graph_is_everywhere(p->g, n), first = true;
    for (uint32_t e = 0; !everywhere && e < p->g->environment_len; e++) {
        if (n->at[e].node) {
            pl_buf_str(p->to, first ? PL_S("<br/>") : PL_S(", "));
            put_text(p, p->g->environments[e]);
            first = false;
        }
    }
    pl_buf_fmt(p->to, "\"%s\n", b.close);
}

static void put_cluster_label(printer *p, const pl_graph_cluster *c) {
    uint32_t environment;
    pl_str schema;
    for (uint32_t i = 0; pl_graph_cluster_line(p->g, c, i, &environment, &schema);
         i++) {
        pl_buf_put(p->to, "<br/>", i ? 5 : 0);
        if (environment != UINT32_MAX) {
            put_text(p, p->g->environments[environment]);
            PL_BUF_LIT(p->to, ": ");
        }
        put_text(p, schema);
    }
}

static void put_nodes(printer *p, const pl_graph_cluster *c, const char *indent) {
    for (uint32_t i = 0; i < c->nodes.len; i++) {
        put_node(p, c->nodes.at[i], indent);
    }
}

static void put_clusters(printer *p) {
    put_nodes(p, &p->g->nowhere, "    ");
    for (uint32_t i = 0; i < p->g->cluster_len; i++) {
        pl_buf_fmt(p->to, "    subgraph s%u[\"", i);
        put_cluster_label(p, &p->g->clusters[i]);
        PL_BUF_LIT(p->to, "\"]\n");
        put_nodes(p, &p->g->clusters[i], "        ");
        PL_BUF_LIT(p->to, "    end\n");
    }
}

/* ---- looks */

static bool is_first_in(const pl_graph *g, const pl_graph_node *n,
                        uint32_t environment) {
    for (uint32_t e = 0; e < environment; e++) {
        if (n->at[e].node) {
            return false;
        }
    }
    return n->at[environment].node && !pl_graph_is_everywhere(g, n);
}

typedef bool belongs_fn(const pl_graph *g, const pl_graph_node *n,
                        uint32_t environment);

static bool is_dashed(const pl_graph *g, const pl_graph_node *n, uint32_t environment) {
    (void)environment;
    return pl_graph_is_ephemeral(g, n);
}

/* `class n1,n2 NAME`, where there are any; then the class is defined too. */
static void put_class(printer *p, belongs_fn *belongs, uint32_t environment,
                      const char *name, const char *style) {
    bool first = true;
    for (uint32_t i = 0; i < p->g->len; i++) {
        if (belongs(p->g, p->g->at[i], environment)) {
            pl_buf_fmt(p->to, "%sn%u", first ? "    class " : ",", i);
            first = false;
        }
    }
    if (!first) {
        pl_buf_fmt(p->to, " %s\n    classDef %s %s\n", name, name, style);
    }
}

void pl_graph_print_mermaid(const pl_graph *g, pl_buf *to) {
    printer p = {g, to};
    PL_BUF_LIT(to, "flowchart LR\n");
    put_clusters(&p);
    for (uint32_t i = 0; i < g->len; i++) {
        for (uint32_t k = 0; k < g->at[i]->parents.len; k++) {
            pl_buf_fmt(to, "    n%u --> n%u\n", g->at[i]->parents.at[k], i);
        }
    }
    put_class(&p, is_dashed, 0, "ephemeral", "stroke-dasharray: 4 3");
    for (uint32_t e = 0; e < g->environment_len; e++) {
        char name[16], style[64];
        snprintf(name, sizeof name, "env%u", e);
        snprintf(style, sizeof style, "stroke:%s,color:%s,stroke-width:2px",
                 pl_graph_color(e), pl_graph_color(e));
        put_class(&p, is_first_in, e, name, style);
    }
}
