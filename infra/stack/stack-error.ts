/** The stack cannot start for a reason that a person can do something about; `message` says what and how, in whole sentences. */
export class StackError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StackError';
  }
}
