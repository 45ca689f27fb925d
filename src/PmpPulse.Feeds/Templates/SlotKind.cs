namespace PmpPulse.Feeds.Templates;

/// <summary>What the value in a template's slot looks like.</summary>
internal enum SlotKind
{
    /// <summary>No value: more of the template's text follows.</summary>
    None,

    /// <summary>1 to 18 digits.</summary>
    Integer,

    /// <summary>A string's content without escapes; its quotes are the template's text.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>Any number of JSON.</summary>
    Number,
}
