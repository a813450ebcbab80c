/* The mnemonics that compilers write at -O0. */
#ifndef MCHECK_MODEL_ASSEMBLY_MNEMONIC_H
#define MCHECK_MODEL_ASSEMBLY_MNEMONIC_H

#include "model/assembly/instruction.h"

/* Sets role and size of the instruction from its name and operands. */
void assembly_mnemonic_read(struct assembly_instruction *instruction);

#endif
