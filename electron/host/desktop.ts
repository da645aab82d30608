/** What only the desktop shell can do. */
export interface Desktop {
  /** Shows the system's file dialog; no paths when it was cancelled. */
  pickModelFiles(): Promise<string[]>;
  /** Null when it was cancelled. */
  pickFolder(): Promise<string | null>;
  /** Shows a file in the system's file manager. */
  revealFile(path: string): void;
}
