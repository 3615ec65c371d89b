import { EmptyState, useTokens } from '#parts';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useToday } from '../app/clock.ts';
import { Icon, type IconName } from '../app/icons.tsx';
import { usePhoneState } from '../app/the-phone.ts';
import { dayOf, placeOf, planDay, type Place } from '../offline/day-plan.ts';
import { isOpen } from '../offline/merge.ts';
import { OrderRow } from '../today/order-card.tsx';
import { drawMap, outlinesOf, type Mark } from './draw-map.ts';
import { fit, moved, nearestMark, zoomed, type View } from './view.ts';

/** The day's way and every open order with a place, over the outlines of the own grids. Nothing is asked of anybody. */
export function MapScreen({ orderId }: { orderId: string | undefined }) {
  const { t } = useTranslation('field');
  const { cards, facts, shapes } = usePhoneState();
  const [chosen, setChosen] = useState(orderId);
  const [here, setHere] = useState<Place>();
  const today = useToday();
  const marks = useMemo(() => {
    const way = planDay(cards.values(), { today, minutes: facts?.dailyMinutes ?? 0, at: here }).now.filter(placeOf);
    const numbers = new Map(way.map((card, i) => [card.id, i + 1]));
    return [...cards.values()].flatMap((card): Mark[] => {
      const place = placeOf(card);
      if (!place || !isOpen(card)) return [];
      return [{ id: card.id, ...place, number: numbers.get(card.id), due: dayOf(card) <= today }];
    });
  }, [cards, facts, here, today]);
  const outlines = useMemo(() => outlinesOf(shapes), [shapes]);
  const card = chosen === undefined ? undefined : cards.get(chosen);
  if (marks.length === 0) {
    return (
      <EmptyState title={t('map.none')}>
        <p>{t('map.noneText')}</p>
      </EmptyState>
    );
  }
  return (
    <div className="f-map">
      <h1>{t('map.open', { count: marks.length })}</h1>
      <MapCanvas marks={marks} outlines={outlines} chosen={chosen} here={here} onChosen={setChosen} onHere={setHere} />
      {card ? <OrderRow card={card} /> : <p className="f-faint f-centred">{t('map.route')}</p>}
    </div>
  );
}

interface MapProps {
  marks: readonly Mark[];
  outlines: ReturnType<typeof outlinesOf>;
  chosen: string | undefined;
  here: Place | undefined;
  onChosen: (id: string | undefined) => void;
  onHere: (place: Place) => void;
}

function MapCanvas({ marks, outlines, chosen, here, onChosen, onHere }: MapProps) {
  const { t } = useTranslation('field');
  const colours = useTokens();
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(canvas);
  const [view, setView] = useState<View>();
  const shown = view ?? fit(focusOf(marks, chosen), size);
  useEffect(() => {
    if (canvas.current && size.width > 0)
      drawMap(canvas.current, { view: shown, size, marks, outlines, chosen, here, colours });
  });
  const hands = useRef(new Map<number, { x: number; y: number }>());
  const travelled = useRef(0);
  const point = (event: React.PointerEvent) => ({ x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY });
  const move = (event: React.PointerEvent) => {
    const before = hands.current.get(event.pointerId);
    if (!before) return;
    const now = point(event);
    const others = [...hands.current].find(([id]) => id !== event.pointerId)?.[1];
    travelled.current += Math.hypot(now.x - before.x, now.y - before.y);
    hands.current.set(event.pointerId, now);
    if (!others) return setView(moved(shown, now.x - before.x, now.y - before.y));
    const spread = (at: { x: number; y: number }) => Math.max(1, Math.hypot(at.x - others.x, at.y - others.y));
    setView(
      zoomed(shown, spread(now) / spread(before), { x: (now.x + others.x) / 2, y: (now.y + others.y) / 2 }, size),
    );
  };
  const up = (event: React.PointerEvent) => {
    hands.current.delete(event.pointerId);
    if (travelled.current < 8) onChosen(nearestMark(marks, shown, size, point(event)));
  };
  const middle = { x: size.width / 2, y: size.height / 2 };
  return (
    <div className="f-map-place">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('map.open', { count: marks.length })}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          hands.current.set(event.pointerId, point(event));
          travelled.current = 0;
        }}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={(event) => hands.current.delete(event.pointerId)}
      />
      <Tools
        onZoom={(factor) => setView(zoomed(shown, factor, middle, size))}
        onWhole={() => setView(fit(marks, size))}
        onHere={onHere}
      />
    </div>
  );
}

/** Opened for one order: that one and what is around it. Otherwise the day's way, or everything. */
function focusOf(marks: readonly Mark[], chosen: string | undefined): readonly Mark[] {
  const one = marks.filter(({ id }) => id === chosen);
  const way = marks.filter(({ number }) => number !== undefined);
  return one.length > 0 ? one : way.length > 0 ? way : marks;
}

/** How large the canvas is, now and when the phone is turned. */
function useSize(canvas: RefObject<HTMLCanvasElement | null>) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, [canvas]);
  return size;
}

function Tools(props: { onZoom: (factor: number) => void; onWhole: () => void; onHere: (place: Place) => void }) {
  const { t } = useTranslation('field');
  const { onZoom, onWhole, onHere } = props;
  return (
    <div className="f-map-tools">
      <Tool icon="plus" label={t('map.zoomIn')} onClick={() => onZoom(1.6)} />
      <Tool icon="minus" label={t('map.zoomOut')} onClick={() => onZoom(1 / 1.6)} />
      <Tool icon="whole" label={t('map.whole')} onClick={onWhole} />
      <Tool
        icon="here"
        label={t('map.here')}
        onClick={() =>
          navigator.geolocation?.getCurrentPosition(({ coords: { longitude, latitude } }) =>
            onHere({ longitude, latitude }),
          )
        }
      />
    </div>
  );
}

function Tool({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" aria-label={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
