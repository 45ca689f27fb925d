using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Binds the window specification of OVER and resolves named windows.</summary>
internal sealed class WindowBinder(ExpressionBinder expressions)
{
    private static readonly string[] NeedOrder = ["RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE", "LAG", "LEAD"];
    private static readonly string[] TakeFrame = ["FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"];

    public BoundWindow Bind(WindowSpecification specification, Function function, BindContext context)
    {
        var merged = Merge(specification, context, 0);
        Limits.Require(merged.PartitionBy.Count, Limits.Keys, "PARTITION BY keys", specification.Position);
        Limits.Require(merged.OrderBy.Count, Limits.Keys, "ORDER BY keys", specification.Position);
        var partitionBy = merged.PartitionBy.Select(key => BindKey(key, context)).ToArray();
        var orderBy = merged.OrderBy.Select(item => expressions.BindOrderItem(item, context)).ToArray();
        if (orderBy.Length == 0 && NeedOrder.Contains(function.Name))
        {
            throw new GoogleSqlException($"Window ORDER BY is required for analytic function {function.Name}", specification.Position);
        }

        if (merged.Frame is not null && function.Kind == FunctionKind.Analytic && !TakeFrame.Contains(function.Name))
        {
            throw new GoogleSqlException(
                $"Window framing clause is not allowed for analytic function {function.Name}", merged.Frame.Position);
        }

        return new BoundWindow(partitionBy, orderBy, merged.Frame is null ? null : BindFrame(merged.Frame, orderBy, context));
    }

    private BoundExpression BindKey(Expression key, BindContext context)
    {
        var bound = expressions.Bind(key, context);
        return TypeTraits.IsGroupable(bound.Type)
            ? bound
            : throw new GoogleSqlException($"Partitioning by expressions of type {bound.Type} is not allowed", key.Position);
    }

    private static WindowSpecification Merge(WindowSpecification specification, BindContext context, int depth)
    {
        if (specification.BaseName is not { } name) return specification;

        var named = context.Windows.FirstOrDefault(w => NameScope.SameName(w.Name, name));
        if (named is null || depth > context.Windows.Count)
        {
            throw new GoogleSqlException($"Unrecognized window alias {name}", specification.Position);
        }

        var inherited = Merge(named.Specification, context, depth + 1);
        return inherited with
        {
            PartitionBy = specification.PartitionBy.Count > 0 ? specification.PartitionBy : inherited.PartitionBy,
            OrderBy = specification.OrderBy.Count > 0 ? specification.OrderBy : inherited.OrderBy,
            Frame = specification.Frame ?? inherited.Frame,
        };
    }

    private BoundFrame BindFrame(WindowFrame frame, BoundOrderItem[] orderBy, BindContext context)
    {
        if (!frame.IsRows && (frame.Start.Offset ?? frame.End.Offset) is not null
            && (orderBy.Length != 1 || orderBy[0].Value.Type.Kind is not (SqlTypeKind.Int64 or SqlTypeKind.Float64 or SqlTypeKind.Numeric)))
        {
            throw new GoogleSqlException(
                "RANGE-based window framing with an offset requires exactly one numeric ORDER BY key", frame.Position);
        }

        if (frame.Start.Kind > frame.End.Kind || frame.Start.Kind == FrameBoundKind.UnboundedFollowing
            || frame.End.Kind == FrameBoundKind.UnboundedPreceding)
        {
            throw new GoogleSqlException("Starting window framing bound cannot be after ending bound", frame.Position);
        }

        return new BoundFrame(frame.IsRows, BindEdge(frame, frame.Start, orderBy, context), BindEdge(frame, frame.End, orderBy, context));
    }

    private BoundFrameEdge BindEdge(WindowFrame frame, FrameBound bound, BoundOrderItem[] orderBy, BindContext context)
    {
        if (bound.Offset is null) return new BoundFrameEdge(bound.Kind, null);

        var type = frame.IsRows ? SqlType.Int64 : orderBy[0].Value.Type;
        var offset = expressions.BindAs(bound.Offset, type, context, "Window framing expression");
        return offset is BoundLiteral
            ? new BoundFrameEdge(bound.Kind, offset)
            : throw new GoogleSqlException("Window framing expression must be a literal or query parameter", bound.Offset.Position);
    }
}
