import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartFrame } from '../chart.tsx';
import { AreaMap, type AreaMapProps } from './area-map.tsx';

interface MapFigureProps extends Omit<AreaMapProps, 'label'> {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly label: string;
  /** Headings of the table: of the names and of the values. */
  readonly columns: readonly [name: string, value: string];
  readonly file: string;
}

/** A map with its finding, its table and its download. */
export function MapFigure({ title, note, columns, file, ...map }: MapFigureProps) {
  const { t } = useTranslation('parts');
  const place = useRef<HTMLDivElement>(null);
  const rows = map.areas.toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
  const picture = () => {
    const svg = place.current?.querySelector('svg');
    return svg ? standalone(svg) : undefined;
  };
  return (
    <ChartFrame
      title={title}
      note={note}
      file={file}
      picture={picture}
      table={{
        header: columns,
        rows: rows.map((area) => [area.name, area.value]),
        shown: rows.map((area) => [area.name, area.value === null ? t('number.none') : map.write(area.value)]),
      }}
    >
      {() => (
        <div ref={place}>
          <AreaMap {...map} />
        </div>
      )}
    </ChartFrame>
  );
}

/** The drawing with the colours it has on the page, which a file does not know. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const [from, to] = [svg, copy].map((one) => [
    ...one.querySelectorAll<SVGElement>('path, circle, line, polyline, text, rect'),
  ]);
  from?.forEach((element, i) => {
    const { fill, stroke, strokeWidth } = getComputedStyle(element);
    to?.[i]?.setAttribute('style', `fill:${fill};stroke:${stroke};stroke-width:${strokeWidth}`);
  });
  return new XMLSerializer().serializeToString(copy);
}
