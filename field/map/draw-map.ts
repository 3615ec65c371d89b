import type { OrgUnitShape } from '#contract';
import type { Tokens } from '#parts';
import type { Place } from '../offline/day-plan.ts';
import { pixelOf, type Size, type View } from './view.ts';

export interface Mark extends Place {
  readonly id: string;
  /** Its place on the way of the day. */
  readonly number: number | undefined;
  readonly due: boolean;
}
type Ring = readonly Place[];

/** Every ring of every outline, as places. */
export function outlinesOf(shapes: readonly OrgUnitShape[]): readonly Ring[] {
  return shapes.flatMap(({ geometry }) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    return (polygons as readonly (readonly (readonly number[])[])[][])
      .flat()
      .map((ring) => ring.map(([longitude = 0, latitude = 0]) => ({ longitude, latitude })));
  });
}

interface Drawing {
  readonly view: View;
  readonly size: Size;
  readonly marks: readonly Mark[];
  readonly outlines: readonly Ring[];
  readonly chosen: string | undefined;
  readonly here: Place | undefined;
  readonly colours: Tokens;
}

export function drawMap(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const { size, colours } = drawing;
  const sharpness = window.devicePixelRatio;
  canvas.width = Math.round(size.width * sharpness);
  canvas.height = Math.round(size.height * sharpness);
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.scale(sharpness, sharpness);
  pen.fillStyle = colours.sunken;
  pen.fillRect(0, 0, size.width, size.height);
  drawOutlines(pen, drawing);
  drawWay(pen, drawing);
  drawMarks(pen, drawing);
  if (drawing.here) dot(pen, pixelOf(drawing.here, drawing.view, size), 8, '#0072b2', colours.surface);
}

function drawOutlines(pen: CanvasRenderingContext2D, { outlines, view, size, colours }: Drawing): void {
  pen.fillStyle = colours.surface;
  pen.strokeStyle = colours.control;
  pen.lineWidth = 1.5;
  for (const ring of outlines) {
    pen.beginPath();
    for (const place of ring) {
      const { x, y } = pixelOf(place, view, size);
      pen.lineTo(x, y);
    }
    pen.closePath();
    pen.fill();
    pen.stroke();
  }
}

function drawWay(pen: CanvasRenderingContext2D, { marks, view, size, colours }: Drawing): void {
  const way = marks.filter(({ number }) => number !== undefined).sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  pen.strokeStyle = colours.accent;
  pen.lineWidth = 2;
  pen.setLineDash([2, 5]);
  pen.beginPath();
  for (const mark of way) {
    const { x, y } = pixelOf(mark, view, size);
    pen.lineTo(x, y);
  }
  pen.stroke();
  pen.setLineDash([]);
}

/** What is not of today small and grey, what is due in the accent, the way numbered, the chosen one ringed. */
function drawMarks(pen: CanvasRenderingContext2D, { marks, view, size, colours, chosen }: Drawing): void {
  const rank = (mark: Mark) => (mark.id === chosen ? 3 : mark.number !== undefined ? 2 : mark.due ? 1 : 0);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const mark of [...marks].sort((a, b) => rank(a) - rank(b))) {
    const pixel = pixelOf(mark, view, size);
    const numbered = mark.number !== undefined;
    dot(pen, pixel, numbered ? 12 : 5, mark.due ? colours.accent : colours.control, colours.surface);
    if (numbered) {
      pen.fillStyle = colours.onAccent;
      pen.font = '600 12px sans-serif';
      pen.fillText(String(mark.number), pixel.x, pixel.y + 0.5);
    }
    if (mark.id !== chosen) continue;
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 3;
    pen.beginPath();
    pen.arc(pixel.x, pixel.y, 16, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function dot(pen: CanvasRenderingContext2D, at: { x: number; y: number }, radius: number, fill: string, edge: string) {
  pen.beginPath();
  pen.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = 1.5;
  pen.stroke();
}
