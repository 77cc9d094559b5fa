import type { Model } from "../model.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DetailDialog } from "./detail-dialog.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { TimelineDialog } from "./timeline-dialog.tsx";

/** The open dialog, if any; a prompt is in the footer. */
export function Dialogs({ model }: { readonly model: Model }) {
  const { dialog } = model.view;
  switch (dialog?.type) {
    case "help":
      return <HelpDialog model={model} top={dialog.top} />;
    case "confirm":
      return <ConfirmDialog model={model} question={dialog.question} />;
    case "form":
      return <FormDialog model={model} form={dialog} />;
    case "detail":
      return <DetailDialog model={model} detail={dialog} />;
    case "timeline":
      return <TimelineDialog model={model} timeline={dialog} />;
    case "timelineSearch":
      return <TimelineDialog model={model} timeline={dialog.timeline} />;
    default:
      return null;
  }
}
