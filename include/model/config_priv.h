/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_CONFIG_PRIV_H
#define MODEL_CONFIG_PRIV_H
/* Between the files of the configuration. */
#include "model/config.h"

void config_set_text(char **to, const char *v); /* frees what was there */
int config_truth(const char *v, bool *ret_off, struct err *e);

void config_locator_init(struct config *c);
void config_locator_clear(struct config *c);
int config_locator_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e);
int config_locator_finish(const struct config *c, struct err *e);
void config_locator_print(const struct config *c, struct buf *out);
void config_tsa_init(struct config *c);
void config_tsa_clear(struct config *c);
int config_tsa_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e);
int config_tsa_finish(const struct config *c, struct err *e);
void config_tsa_print(const struct config *c, struct buf *out);

void config_rir_clear(struct config *c);
int config_rir_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e);
void config_rir_print(const struct config *c, struct buf *out);
void config_witness_clear(struct config *c);
int config_witness_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e);
void config_witness_print(const struct config *c, struct buf *out);

#endif
