declare module 'asl-validator' {
  /** Checks a definition; adds defaults to it. */
  export default function validate(definition: unknown): {
    isValid: boolean;
    errorsText: (separator: string) => string;
  };
}
