using Google.Cloud.BigQuery.Storage.V1;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>A row that BigQuery rejected.</summary>
/// <param name="Index">Its position in the batch, from 0.</param>
/// <param name="Code">Google's code.</param>
/// <param name="Message">Google's words: the column and what is wrong with it.</param>
public sealed record RejectedRow(int Index, RowError.Types.RowErrorCode Code, string Message);
