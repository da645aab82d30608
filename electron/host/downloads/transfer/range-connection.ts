/** The head of an answer; header names in lower case. */
export interface AnswerHead {
  status: number;
  headers: Record<string, string>;
}

/** Takes the answer to one request. After `onError`, or once it refused the head, it hears nothing more. */
export interface AnswerReceiver {
  /** False refuses the body; the connection is dropped. */
  onHead(head: AnswerHead): boolean;
  /** Where the next bytes of the body are to be put. */
  target(): Buffer;
  /** So many bytes lie in the last target. False: no more is wanted, the connection is dropped. */
  onBytes(count: number): boolean;
  /** The body came as it was announced. */
  onEnd(): void;
  onError(error: Error): void;
}

/** A connection that answers one GET after the other. */
export interface RangeConnection {
  get(url: URL, headers: Record<string, string>, receiver: AnswerReceiver): void;
  /** Stops reading for a while. */
  pause(): void;
  resume(): void;
  /** Ends it; the receiver hears nothing more. */
  destroy(): void;
}

/** An answer that only a general HTTP client understands, such as one with a chunked body. */
export class UnusualAnswer extends Error {}
