/** An address, a number, a name of the machine's: left to right and apart from the sentence's direction. */
export function CodeText({ children }: { children: string | number }) {
  return (
    <bdi dir="ltr" class="code">
      {children}
    </bdi>
  );
}
