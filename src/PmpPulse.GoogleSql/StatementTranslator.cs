using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Emitting;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Statements;

namespace PmpPulse.GoogleSql;

/// <summary>Binds and emits a parsed statement.</summary>
internal sealed class StatementTranslator
{
    private readonly BindingSession _session;
    private readonly QueryBinder _queries;
    private readonly DmlBinder _dml;
    private readonly QueryEmitter _queryEmitter = new();
    private readonly DmlEmitter _dmlEmitter;

    public StatementTranslator(BindingSession session)
    {
        _session = session;
        _queries = new QueryBinder(session);
        _dml = new DmlBinder(session, _queries);
        _dmlEmitter = new DmlEmitter(_queryEmitter, session.Options.Append);
    }

    public TranslatedStatement Translate(Statement statement)
    {
        switch (statement)
        {
            case QueryStatement query:
                return Translate(query.Query);
            case InsertStatement insert:
                var (insertTarget, boundInsert) = _dml.Bind(insert);
                return Change(StatementKind.Insert, insertTarget, _dmlEmitter.Emit(boundInsert));
            case UpdateStatement update:
                var (updateTarget, boundUpdate) = _dml.Bind(update);
                return Change(StatementKind.Update, updateTarget, _dmlEmitter.Emit(boundUpdate));
            case DeleteStatement delete:
                var (deleteTarget, boundDelete) = _dml.Bind(delete);
                return Change(StatementKind.Delete, deleteTarget, _dmlEmitter.Emit(boundDelete));
            case TruncateStatement truncate:
                var (truncateTarget, boundTruncate) = _dml.Bind(truncate);
                return Change(StatementKind.TruncateTable, truncateTarget, _dmlEmitter.Emit(boundTruncate));
            case MergeStatement merge:
                var (mergeTarget, boundMerge) = _dml.Bind(merge);
                return Change(StatementKind.Merge, mergeTarget, _dmlEmitter.Emit(boundMerge));
            case CreateTableStatement create:
                return Translate(create);
            case CreateViewStatement create:
                var view = Identify(create.Target);
                var definition = new DefinitionBinder(_session, _queries).Bind(create, view);
                return new TranslatedStatement(
                    StatementKind.CreateView, null, [], _session.Referenced)
                { Target = view, Definition = definition };
            case DropStatement drop:
                return new TranslatedStatement(drop.IsView ? StatementKind.DropView : StatementKind.DropTable, null, [], [])
                {
                    Target = Identify(drop.Target),
                    IfExists = drop.IfExists,
                };
            default:
                throw new InvalidOperationException($"no such statement: {statement.GetType().Name}");
        }
    }

    private TranslatedStatement Translate(Query query)
    {
        var bound = _queries.Bind(query, NameScope.Empty, CommonTableScope.Empty);
        var fields = ResultFields.Of(bound, query.Position);
        return new TranslatedStatement(StatementKind.Select, _queryEmitter.EmitResult(bound).ToString(), fields, _session.Referenced);
    }

    private TranslatedStatement Translate(CreateTableStatement create)
    {
        var (definition, query) = new DefinitionBinder(_session, _queries).Bind(create);
        var kind = query is null ? StatementKind.CreateTable : StatementKind.CreateTableAsSelect;
        return new TranslatedStatement(kind, query is null ? null : _queryEmitter.EmitResult(query).ToString(), [], _session.Referenced)
        {
            Target = Identify(create.Target),
            Definition = definition,
        };
    }

    private TranslatedStatement Change(StatementKind kind, TableId target, Sql duckDbSql) =>
        new(kind, duckDbSql.ToString(), [], _session.Referenced) { Target = target };

    private TableId Identify(TableName name) => new TableResolver(_session).Identify(name);
}
