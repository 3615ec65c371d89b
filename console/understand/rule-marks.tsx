import { useProblemWords } from '#parts';
import type { RuleMark } from './rule-check.ts';

/** What is wrong at one place, in words. */
export function RuleMarks({ marks }: { marks: readonly RuleMark[] }) {
  const words = useProblemWords();
  return (
    <ul className="rb-marks">
      {marks.map((mark) => (
        <li key={`${mark.code} ${mark.from}`}>
          {words({ code: mark.code, message: mark.message ?? mark.code, parameters: mark.params })}
        </li>
      ))}
    </ul>
  );
}
