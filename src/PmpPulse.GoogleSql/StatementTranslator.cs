using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Emitting;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql;

/// <summary>Takes a parsed statement through binder and emitter.</summary>
internal sealed class StatementTranslator(BindingSession session)
{
    private readonly QueryBinder _queries = new(session);
    private readonly QueryEmitter _emitter = new();

    public TranslatedStatement Translate(Statement statement) => statement switch
    {
        QueryStatement query => TranslateQuery(query.Query),
        _ => throw new GoogleSqlException($"{statement.GetType().Name} is not supported", statement.Position),
    };

    private TranslatedStatement TranslateQuery(Query query)
    {
        var bound = _queries.Bind(query, NameScope.Empty, CommonTableScope.Empty);
        return new TranslatedStatement(StatementKind.Select, _emitter.EmitResult(bound), ResultFields.Of(bound, query.Position), session.Referenced);
    }
}
