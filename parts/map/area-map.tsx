import type { AreaGeometry } from '#contract';
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tone } from '../badge.tsx';
import { useTokens } from '../theme.ts';
import { middleOf, neighbour, pathOf, projectionOf, type Direction, type Spot } from './projection.ts';
import { shadeOf, shadesOf, type Scale, type Shade } from './shades.ts';
import { useAspect, useView } from './view.ts';
import './map.css';

export interface MapArea {
  readonly id: string;
  readonly name: string;
  readonly geometry: AreaGeometry;
  /** What colours it; null is unknown and hatched. */
  readonly value: number | null;
  /** A further word for whoever points at it. */
  readonly note?: string;
}
/** A place on the map: a stop of the day, a customer. */
export interface MapPoint {
  readonly id: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly name: string;
  readonly tone: Tone;
  /** One or two characters inside the dot, such as its turn in the day. */
  readonly mark?: string;
}
export interface AreaMapProps {
  /** What the map shows, for people who hear it. */
  readonly label: string;
  readonly areas: readonly MapArea[];
  readonly points?: readonly MapPoint[];
  /** Joins the points by a line, in their order. */
  readonly route?: boolean;
  readonly scale?: Scale;
  /** The value in words, with its unit. */
  readonly write: (value: number) => string;
  readonly chosen?: string | undefined;
  /** Also by Enter. Without it the map is looked at only. */
  readonly onChoose?: (id: string) => void;
  readonly height: number;
  /** No legend, no buttons: a small picture beside figures. */
  readonly small?: boolean;
}

const nothing: readonly MapPoint[] = [];

/**
 * Areas coloured by a value, drawn as SVG from the operator's own outlines: no tiles, no network. Drag or arrow keys
 * move, + and − and pinching zoom; every area can be reached by arrow keys and says its name and value.
 */
export function AreaMap(props: AreaMapProps) {
  const { label, areas, points = nothing, route = false, scale = 'amount', write, height, small = false } = props;
  const { t } = useTranslation('parts');
  const look = useTokens();
  const hatch = useId();
  const [pointed, setPointed] = useState<string>();
  const svg = useRef<SVGSVGElement>(null);
  const aspect = useAspect(svg);
  const drawn = useMemo(() => draw(areas, points, aspect), [areas, points, aspect]);
  const shades = useMemo(
    () => shadesOf(areas.flatMap((area) => area.value ?? []), scale, look, write),
    [areas, scale, look, write],
  ); // prettier-ignore
  const view = useView(svg, drawn.projection);
  const shown = areas.find((area) => area.id === pointed) ?? points.find((point) => point.id === pointed);
  const said = (area: MapArea) =>
    [`${area.name}: ${area.value === null ? t('map.unknown') : write(area.value)}`, area.note]
      .filter(Boolean)
      .join(' · ');
  return (
    <div className="gl-map">
      <div className="gl-map-window" style={{ height }}>
        <svg
          ref={svg}
          className={view.moving ? 'gl-map-svg gl-map-moving' : 'gl-map-svg'}
          viewBox={view.box}
          role="group"
          aria-label={label}
          {...view.gestures}
          onPointerLeave={() => setPointed(undefined)}
        >
          <Hatch id={hatch} />
          <Areas
            {...props}
            drawn={drawn}
            fill={(area) => fillOf(area, shades, hatch)}
            said={said}
            onPoint={setPointed}
            zoom={view.zoom}
          />
          {route && <polyline className="gl-map-route" points={drawn.spots.map((spot) => spot.join(',')).join(' ')} />}
          <Points
            points={points}
            spots={drawn.spots}
            pixel={view.pixel}
            chosen={props.chosen}
            onChoose={props.onChoose}
            onPoint={setPointed}
          />
        </svg>
        <output className="gl-map-said" aria-hidden="true">
          {shown && ('geometry' in shown ? said(shown) : shown.name)}
        </output>
        {!small && <Buttons zoom={view.zoom} reset={view.reset} />}
      </div>
      {!small && <Legend shades={shades} write={write} unknown={areas.some((area) => area.value === null)} />}
    </div>
  );
}

function Buttons({ zoom, reset }: { zoom: (by: number) => void; reset: () => void }) {
  const { t } = useTranslation('parts');
  const button = (sign: string, label: string, act: () => void) => (
    <button type="button" className="gl-map-button" aria-label={label} onClick={act}>
      {sign}
    </button>
  );
  return (
    <div className="gl-map-buttons">
      {button('+', t('map.closer'), () => zoom(1.5))}
      {button('−', t('map.wider'), () => zoom(1 / 1.5))}
      {button('⤢', t('map.whole'), reset)}
    </div>
  );
}

function draw(areas: readonly MapArea[], points: readonly MapPoint[], aspect: number) {
  const places = points.map(({ longitude, latitude }): Spot => [longitude, latitude]);
  const projection = projectionOf(areas.map((area) => area.geometry), places, aspect); // prettier-ignore
  return {
    projection,
    paths: areas.map((area) => pathOf(area.geometry, projection)),
    middles: areas.map((area) => middleOf(area.geometry, projection)),
    spots: places.map(projection.at),
  };
}
type Drawn = ReturnType<typeof draw>;

const fillOf = ({ value }: MapArea, shades: readonly Shade[], hatch: string): string =>
  (value === null ? undefined : shadeOf(value, shades)?.colour) ?? `url(#${hatch})`;

function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="8" height="8" className="gl-map-hatch-ground" />
        <line y2="8" className="gl-map-hatch" />
      </pattern>
    </defs>
  );
}

interface AreasProps extends AreaMapProps {
  readonly drawn: Drawn;
  readonly fill: (area: MapArea) => string;
  readonly said: (area: MapArea) => string;
  readonly onPoint: (id: string | undefined) => void;
  readonly zoom: (by: number) => void;
}

function Areas({ areas, drawn, fill, said, chosen, onChoose, onPoint, zoom }: AreasProps) {
  const group = useRef<SVGGElement>(null);
  const [focused, setFocused] = useState<string>();
  const ring = (id: string | undefined) => drawn.paths[areas.findIndex((area) => area.id === id)];
  const stop = areas.some((area) => area.id === (focused ?? chosen)) ? (focused ?? chosen) : areas[0]?.id;
  const keyed = (event: KeyboardEvent, index: number, id: string) => {
    if (event.key === 'Enter' || event.key === ' ') onChoose?.(id);
    else if (event.key === '+' || event.key === '=') zoom(1.5);
    else if (event.key === '-') zoom(1 / 1.5);
    else if (event.key.startsWith('Arrow')) {
      const next = neighbour(drawn.middles, index, event.key as Direction);
      if (next !== undefined) (group.current?.children[next] as SVGElement | undefined)?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <g ref={group}>
        {areas.map((area, i) => (
          <path
            key={area.id}
            d={drawn.paths[i]}
            className={onChoose ? 'gl-map-area gl-map-choice' : 'gl-map-area'}
            style={{ fill: fill(area) }}
            role={onChoose ? 'button' : 'img'}
            aria-label={said(area)}
            aria-pressed={onChoose ? area.id === chosen : undefined}
            tabIndex={area.id === stop ? 0 : -1}
            onPointerEnter={() => onPoint(area.id)}
            onClick={() => onChoose?.(area.id)}
            onFocus={() => (setFocused(area.id), onPoint(area.id))}
            onBlur={() => (setFocused(undefined), onPoint(undefined))}
            onKeyDown={(event) => keyed(event, i, area.id)}
          />
        ))}
      </g>
      <path className="gl-map-chosen" d={ring(chosen)} />
      <path className="gl-map-focused" d={ring(focused)} />
    </>
  );
}

interface PointsProps {
  readonly chosen: string | undefined;
  readonly onChoose: ((id: string) => void) | undefined;
  readonly points: readonly MapPoint[];
  readonly spots: Drawn['spots'];
  /** Map units a pixel, so that dots keep their size. */
  readonly pixel: number;
  readonly onPoint: (id: string | undefined) => void;
}

function Points({ points, spots, pixel, chosen, onChoose, onPoint }: PointsProps) {
  return points.map((point, i) => {
    const [x = 0, y = 0] = spots[i] ?? [];
    return (
      <g
        key={point.id}
        className={`gl-map-point gl-map-${point.tone} ${point.id === chosen ? 'gl-map-point-chosen' : ''}`}
        transform={`translate(${x} ${y}) scale(${pixel})`}
        role={onChoose ? 'button' : 'img'}
        aria-label={point.name}
        tabIndex={0}
        onClick={() => onChoose?.(point.id)}
        onPointerEnter={() => onPoint(point.id)}
        onFocus={() => onPoint(point.id)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          onChoose?.(point.id);
        }}
      >
        <circle r={point.mark === undefined ? 5 : 11} />
        {point.mark !== undefined && <text dy="0.35em">{point.mark}</text>}
      </g>
    );
  });
}

function Legend({
  shades,
  write,
  unknown,
}: {
  shades: readonly Shade[];
  write: (value: number) => string;
  unknown: boolean;
}) {
  const { t } = useTranslation('parts');
  return (
    <ul className="gl-map-legend">
      {shades.map(({ from, to, colour }) => (
        <li key={colour}>
          <span className="gl-map-swatch" style={{ background: colour }} />
          {from === to ? write(from) : `${write(from)} – ${write(to)}`}
        </li>
      ))}
      {unknown && (
        <li>
          <span className="gl-map-swatch gl-map-swatch-unknown" />
          {t('map.unknown')}
        </li>
      )}
    </ul>
  );
}
