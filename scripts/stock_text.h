/* scripts/stock_text.h: text that grows, for scripts/stock.c. Nothing is freed: the
 * program ends soon. */
#ifndef PL_SCRIPTS_STOCK_TEXT_H
#define PL_SCRIPTS_STOCK_TEXT_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct text {
    char *at;
    size_t len;
} text;

static inline void *grown(void *at, size_t size) {
    void *new = realloc(at, size);
    if (!new) {
        perror("stock");
        exit(1);
    }
    return new;
}

static inline void put(text *t, const char *s, size_t len) {
    t->at = grown(t->at, t->len + len + 1);
    memcpy(t->at + t->len, s, len);
    t->at[t->len += len] = '\0';
}

static inline void puts_to(text *t, const char *s) {
    put(t, s, strlen(s));
}

/* `parts` up to a NULL, one after the other. */
static inline void put_all(text *t, const char *const *parts) {
    for (; *parts; parts++) {
        puts_to(t, *parts);
    }
}
#define PUT(t, ...) put_all(t, (const char *const[]){__VA_ARGS__, NULL})

static inline char *copy(const char *s, size_t len) {
    text t = {0};
    put(&t, s, len);
    return t.at;
}

static inline char *trimmed(const char *s, size_t len) {
    while (len && isspace((unsigned char)*s)) {
        s++, len--;
    }
    while (len && isspace((unsigned char)s[len - 1])) {
        len--;
    }
    return copy(s, len);
}

#endif
