/**
 * A type that nothing has, carrying the sentence that the author should read: the compiler prints it where an argument
 * "is not assignable to" it.
 */
export interface UdfTypeError<Sentence extends string> {
  readonly udfError: Sentence;
}
