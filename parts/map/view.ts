import { useEffect, useMemo, useRef, useState, type PointerEvent, type RefObject } from 'react';
import type { Box, Projection } from './projection.ts';

const closest = 24;
/** A click moves a little; a drag moves more. */
const dragPixels = 4;

/** The shape of the window, width by height, as it is now. */
export function useAspect(svg: RefObject<SVGSVGElement | null>): number {
  const [aspect, setAspect] = useState(1.4);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      if (width > 0 && height > 0) setAspect(Math.round((width / height) * 20) / 20);
    });
    if (svg.current) observer.observe(svg.current);
    return () => observer.disconnect();
  }, [svg]);
  return aspect;
}

/** Which part of the map is in the window: dragged, pinched, zoomed by wheel with Ctrl, or by the buttons. */
export function useView(svg: RefObject<SVGSVGElement | null>, { width, height }: Pick<Projection, 'width' | 'height'>) {
  const whole = useMemo((): Box => ({ left: 0, top: 0, width, height }), [width, height]);
  const [box, setBox] = useState<Box>();
  const [moving, setMoving] = useState(false);
  const [pixels, setPixels] = useState(width);
  const now = box ?? whole;
  const drag = useDrag(svg, setMoving, (change) => setBox((old) => change(old ?? whole, whole)));
  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setPixels(Math.max(1, entry.contentRect.width)));
    observer.observe(element);
    // React listens to wheels passively; a zoom must keep the page where it is.
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setBox((old) => zoomed(old ?? whole, whole, Math.exp(-event.deltaY / 200), fractionAt(element, event)));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', wheel);
    };
  }, [svg, whole]);
  return {
    box: `${now.left} ${now.top} ${now.width} ${now.height}`,
    moving,
    /** Map units a pixel. */
    pixel: now.width / pixels,
    zoom: (by: number) => setBox(zoomed(now, whole, by, [0.5, 0.5])),
    reset: () => setBox(undefined),
    gestures: { ...drag, style: { touchAction: box ? 'none' : 'pan-y' } },
  };
}

type Change = (old: Box, whole: Box) => Box;

function useDrag(
  svg: RefObject<SVGSVGElement | null>,
  onMoving: (moving: boolean) => void,
  onChange: (change: Change) => void,
) {
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const dragged = useRef(false);
  const end = ({ pointerId }: PointerEvent) => {
    fingers.current.delete(pointerId);
    if (fingers.current.size === 0) onMoving(false);
  };
  return {
    onPointerDown(event: PointerEvent) {
      dragged.current = false;
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    onPointerMove(event: PointerEvent) {
      const before = fingers.current.get(event.pointerId);
      const element = svg.current;
      if (!before || !element) return;
      const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
      if (!dragged.current && Math.hypot(dx, dy) < dragPixels) return;
      if (!dragged.current) element.setPointerCapture(event.pointerId);
      dragged.current = true;
      onMoving(true);
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const { width } = element.getBoundingClientRect();
      if (!other)
        return onChange((old, whole) => moved(old, whole, (-dx * old.width) / width, (-dy * old.width) / width));
      const apart = (p: { x: number; y: number }) => Math.max(10, Math.hypot(p.x - other.x, p.y - other.y));
      const by = apart({ x: event.clientX, y: event.clientY }) / apart(before);
      const at = fractionAt(element, {
        clientX: (event.clientX + other.x) / 2,
        clientY: (event.clientY + other.y) / 2,
      });
      onChange((old, whole) => zoomed(old, whole, by, at));
    },
    onPointerUp: end,
    onPointerCancel: end,
    // What ended as a drag is no choice.
    onClickCapture(event: { stopPropagation: () => void }) {
      if (dragged.current) event.stopPropagation();
    },
  };
}

function fractionAt(
  element: SVGSVGElement,
  { clientX, clientY }: { clientX: number; clientY: number },
): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [(clientX - left) / width, (clientY - top) / height];
}

function zoomed(old: Box, whole: Box, by: number, [fx, fy]: readonly [number, number]): Box {
  const width = Math.min(whole.width, Math.max(whole.width / closest, old.width / by));
  const height = (width * whole.height) / whole.width;
  return moved(
    { left: old.left + (old.width - width) * fx, top: old.top + (old.height - height) * fy, width, height },
    whole,
    0,
    0,
  );
}

/** The window stays on the map. */
function moved({ left, top, width, height }: Box, whole: Box, dx: number, dy: number): Box {
  const within = (value: number, most: number) => Math.min(Math.max(0, value), Math.max(0, most));
  return { left: within(left + dx, whole.width - width), top: within(top + dy, whole.height - height), width, height };
}
