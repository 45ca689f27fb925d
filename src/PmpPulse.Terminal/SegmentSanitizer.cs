using PmpPulse.Contracts.Text;
using Spectre.Console.Rendering;

namespace PmpPulse.Terminal;

/// <summary>Makes what a renderable says safe, whoever wrote it; control codes are Spectre's own and pass.</summary>
internal sealed class SegmentWall : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Walled(renderable));

    private sealed class Walled(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(Safe);

        private static Segment Safe(Segment segment) => segment.IsControlCode || TerminalText.IsSafe(segment.Text, keepLines: true)
            ? segment
            : new Segment(TerminalText.EscapeDocument(segment.Text), segment.Style);
    }
}
