namespace PmpPulse.Chaos.Faults;

/// <summary>What may happen to a request to BigQuery.</summary>
internal enum FaultKind
{
    None,

    /// <summary>Refused with UNAVAILABLE (503); not carried out.</summary>
    Unavailable,

    /// <summary>Refused with RESOURCE_EXHAUSTED (429); not carried out.</summary>
    ResourceExhausted,

    /// <summary>Carried out; the answer comes seconds late.</summary>
    Late,

    /// <summary>Carried out; the connection breaks before the answer.</summary>
    AnswerLost,

    /// <summary>Not carried out; the connection breaks.</summary>
    RequestLost,

    /// <summary>Carried out; no answer as long as the fault lasts.</summary>
    Silent,
}
