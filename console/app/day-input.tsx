import { Input } from 'antd';
import { lazy, Suspense } from 'react';

export interface DayInputProps {
  readonly id?: string;
  readonly label?: string;
  /** As YYYY-MM-DD; '' for none. */
  readonly value?: string;
  readonly onChange?: (day: string) => void;
}

const DayPicker = lazy(() => import('./day-picker.tsx'));

/** A day, typed or chosen from a calendar. The browser's own calendar would speak the browser's language, not the console's. */
export function DayInput(props: DayInputProps) {
  const { id, value } = props;
  return (
    <Suspense fallback={<Input id={id} className="gl-day" readOnly value={value} aria-label={props.label} />}>
      <DayPicker {...props} />
    </Suspense>
  );
}
