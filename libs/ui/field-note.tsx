/** Id of what the office says about a field, beside it. */
export function noteId(inputId: string): string {
  return `${inputId}-note`;
}

/** What the office says about one field of a form that it sent back. */
export function FieldNote({ id, title, text }: { id: string; title: string; text: string }) {
  return (
    <div class="notice warn" role="note" id={id}>
      <strong>{title}</strong>
      <div class="said">{text}</div>
    </div>
  );
}
