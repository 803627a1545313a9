/** The user's request cannot be carried out: one line on standard error, exit status 2, no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
