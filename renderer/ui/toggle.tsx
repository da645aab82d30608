import { Switch } from '@base-ui/react/switch';

/** On or off. */
export function Toggle(props: { id: string; checked: boolean; testId?: string; onChange(checked: boolean): void }) {
  return (
    <Switch.Root
      id={props.id}
      data-testid={props.testId}
      checked={props.checked}
      onCheckedChange={props.onChange}
      className="flex h-6 w-10 rounded-full bg-field-line p-0.5 transition-colors data-checked:bg-accent"
    >
      <Switch.Thumb className="size-5 rounded-full bg-surface shadow-raised transition-transform data-checked:translate-x-4 rtl:data-checked:-translate-x-4" />
    </Switch.Root>
  );
}
