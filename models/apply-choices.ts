/** `base` with what was chosen in place of it; fields that are left out or undefined stay. */
export function applyChoices<Values extends object>(
  base: Values,
  choices: { [Field in keyof Values]?: Values[Field] | undefined },
): Values {
  const chosen = Object.entries(choices).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(chosen) };
}
